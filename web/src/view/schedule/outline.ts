/** What a plan would make, in a few lines: the first dates, those before which clocks change or on which they skip its time, and the last. Pure. */

import { t } from '../../i18n';
import { timeOfDay } from '../../i18n/format';
import type { PreviewedSession } from '../../protocol/generated';
import { clocksPut, localIn, placeOf } from './when';

/** How many of the first dates are shown. */
const FIRST = 3;

/** A line: a date, with a note when clocks change before it or skip its time, or how many dates are left out. */
export type Line =
  | { readonly time: PreviewedSession; readonly note: string | undefined; readonly skipped?: undefined }
  | { readonly skipped: number; readonly time?: undefined };

/** The lines, for a reader in the zone `reader`, in a course of the zone `course`. */
export function outline(times: readonly PreviewedSession[], course: string, reader: string): Line[] {
  const lines: Line[] = [];
  let skipped = 0;
  /** The last class that begins at the planned time: one whose time does not exist that day is later than all others. */
  let before: PreviewedSession | undefined;
  times.forEach((time, index) => {
    const exists = timeExists(time, course);
    const note = exists ? clocksNote(before, time, course, reader) : missingNote(time, course);
    if (exists) before = time;
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

/** Whether clocks in the zone show the planned time on that day. */
function timeExists({ time, start_unix }: PreviewedSession, zone: string): boolean {
  const shown = localIn(start_unix, zone);
  return time.start === `${shown.date}T${shown.time}`;
}

/** When class is instead on a day on which clocks skip its time, by the clocks of the course. */
function missingNote({ time, start_unix }: PreviewedSession, course: string): string {
  return t('schedule.clocks_skip', {
    planned: timeOfDay(Date.parse(`${time.start}Z`), 'UTC'),
    place: placeOf(course),
    time: timeOfDay(start_unix, course),
  });
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
