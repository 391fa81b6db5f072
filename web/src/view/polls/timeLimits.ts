import { t } from '../../i18n';
import { lengthOfTime } from '../../i18n/format';

/** The time limits on offer, in seconds; 0 for none. */
export const LIMIT_SECONDS: readonly number[] = [0, 15, 30, 60, 120, 180, 300, 600];

/** The time limits as options of a list. */
export function limitOptions(): { value: string; label: string }[] {
  return LIMIT_SECONDS.map((seconds) => ({
    value: String(seconds),
    label: seconds === 0 ? t('polls.limit_none') : lengthOfTime(seconds * 1000),
  }));
}
