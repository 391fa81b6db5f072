/** Quiz questions that come back, in words and addresses. Pure. */

import { t } from '../../i18n';
import { listOf } from '../../i18n/format';
import '../../i18n/late/practice';
import {
  PRACTICE_DAYS,
  type PracticeItem,
  type Practised,
  type SessionId,
  type Stretch,
} from '../../protocol/generated';

/** After how many days questions come back: `1, 3, and 7`. */
export const daysText = (): string => listOf(PRACTICE_DAYS.map(String));

/** Where a missed question is answered: on Watch, at the first second at which it is open. */
export const missedPath = ({ session, at }: Pick<PracticeItem, 'session' | 'at'>): string =>
  `/watch/${session}?t=${Math.ceil(at / 1_000)}`;

/** The stretch that explains a question, in whole seconds. */
export function explanation(session: SessionId, { from, to }: Stretch): { path: string; seconds: number } {
  const [begin, end] = [Math.floor(from / 1_000), Math.ceil(to / 1_000)];
  return { path: `/watch/${session}?t=${begin}&until=${end}`, seconds: end - begin };
}

/** When a question comes back, in words. */
export const againText = ({ days }: Pick<Practised, 'days'>): string =>
  days === null ? t('practice.done') : t('practice.again', { count: days });
