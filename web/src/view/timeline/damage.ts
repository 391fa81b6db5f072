/** The lost parts of a class, in words. */

import { t } from '../../i18n';
import type { Damage } from '../../protocol/generated';
import { clockTime } from '../kit/format';

/** Names the lost parts, and says that the rest plays; empty when nothing is lost. */
export function damageText(damage: readonly Damage[]): string {
  if (damage.length === 0) return '';
  const events = damage.filter((loss) => loss.lost === 'events');
  const recordings = damage.filter((loss) => loss.lost === 'recording');
  const count = events.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  const sentences = [
    count > 0 && t('damage.events', { count }),
    ...recordings.map(({ from, to }) => t('damage.recording', { from: clockTime(from), to: clockTime(to) })),
    damage.some((loss) => loss.lost === 'contents') && t('damage.contents'),
  ];
  return [t('damage.title'), ...sentences.filter((sentence) => sentence !== false), t('damage.rest')].join(' ');
}
