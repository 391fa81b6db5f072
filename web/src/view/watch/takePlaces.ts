import { t } from '../../i18n';
import '../../i18n/late/takes';
import { clockTime } from '../kit/format';
import type { Replaced } from './takeOn';

/** The places of takes on a timeline. */
export const takePlaces = (replaced: readonly Replaced[]) =>
  replaced.map(({ from, to, take }) => ({ from, to, title: t('takes.mark', { length: clockTime(take.duration) }) }));
