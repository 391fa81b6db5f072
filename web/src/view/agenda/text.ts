/** Activities in words, in the reader's language. */

import { t } from '../../i18n';
import '../../i18n/late/agenda';
import type { Activity } from '../../protocol/generated';
import { clockTime } from '../kit/format';
import type { Countdown } from './agenda';

/** The name of an activity: its title, else its kind. */
export function activityName(activity: Activity): string {
  return activity.title || t(`agenda.${activity.kind}`);
}

/** The time left, or over: `4:12`, `+0:30`. */
export function countdownText({ ms, over }: Countdown): string {
  // A countdown shows 0:01 until its last second is over.
  return over ? t('agenda.over', { time: clockTime(ms) }) : clockTime(Math.ceil(ms / 1000) * 1000);
}
