/** What a plan would make, in a few lines: the first dates, those before which clocks change, and the last. Pure. */

import { t } from '../../i18n';
import { timeOfDay } from '../../i18n/format';
import type { PreviewedSession } from '../../protocol/generated';
import { clocksPut, placeOf } from './when';

/** How many of the first dates are shown. */
const FIRST = 3;

/** A line: a date, with a note when clocks change before it, or how many dates are left out. */
export type Line =
  | { readonly time: PreviewedSession; readonly note: string | undefined; readonly skipped?: undefined }
  | { readonly skipped: number; readonly time?: undefined };

/** The lines, for a reader in the zone `reader`, in a course of the zone `course`. */
export function outline(times: readonly PreviewedSession[], course: string, reader: string): Line[] {
  const lines: Line[] = [];
  let skipped = 0;
  times.forEach((time, index) => {
    const note = clocksNote(times[index - 1], time, course, reader);
    if (index >= FIRST && index < times.length - 1 && note === undefined) {
      skipped++;
      return;
    }
    if (skipped > 0) lines.push({ skipped });
    skipped = 0;
    lines.push({ time, note });
  });
  return lines;
}

/** What clocks do between two classes, and what that means for the reader. */
function clocksNote(before: PreviewedSession | undefined, after: PreviewedSession, course: string, reader: string) {
  if (!before) return undefined;
  const [there, here] = [course, reader].map((zone) => clocksPut(before.start_unix, after.start_unix, zone));
  const time = timeOfDay(after.start_unix, reader);
  if (there === here) return there === 0 ? undefined : t('schedule.clocks_same', { time });
  return there === 0
    ? t('schedule.clocks_yours', { time })
    : t('schedule.clocks_there', { time, place: placeOf(course) });
}
