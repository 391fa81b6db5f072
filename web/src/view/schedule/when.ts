/** When class is, in words: on the reader's clock first, and on the course's where the two differ. Pure. */

import { language, t } from '../../i18n';
import { HOUR, lengthOfTime, timeOfDay } from '../../i18n/format';
import { readersZone } from '../../i18n/zone.svelte';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A class that begins tomorrow within this time is said by hours and minutes, as one of today is. */
const SOON_MS = 6 * HOUR_MS;

/** A span of time, in Unix ms. */
export type Span = { readonly start: number; readonly end: number };

/** A calendar's day and a clock's time, as the fields of a form have them. */
export type Local = { readonly date: string; readonly time: string };

/** What calendar and clock show in a zone at an instant. */
export function localIn(unix: number, zone = readersZone()): Local {
  const format = new Intl.DateTimeFormat('en-u-ca-gregory', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: zone,
  });
  const part = Object.fromEntries(format.formatToParts(unix).map(({ type, value }) => [type, value]));
  return { date: `${part.year}-${part.month}-${part.day}`, time: `${part.hour}:${part.minute}` };
}

/** The instant at which calendar and clock show this in a zone, in Unix ms. NaN where it is no day or time. */
export function instantOf({ date, time }: Local, zone = readersZone()): number {
  const shown = Date.parse(`${date}T${time}Z`);
  if (Number.isNaN(shown)) return shown;
  const back = (unix: number) => shown - offsetMinutes(unix, zone) * MINUTE_MS;
  // The clocks may be set between the two.
  return back(back(shown));
}

/** How far the clocks of a zone are ahead of UTC at an instant, in minutes. */
export function offsetMinutes(unix: number, zone = readersZone()): number {
  const { date, time } = localIn(unix, zone);
  return Math.round((Date.parse(`${date}T${time}Z`) - unix) / MINUTE_MS);
}

/** Whether the clocks of two zones show the same at an instant. */
export function sameClocks(unix: number, one: string, other: string): boolean {
  return offsetMinutes(unix, one) === offsetMinutes(unix, other);
}

/** The city that names a zone: `Tokyo` of `Asia/Tokyo`. */
export function placeOf(zone: string): string {
  return zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ');
}

/** A span on the clock of a zone: `Tue 3 Nov, 10:00–11:30`, with the year when it is not this one. */
export function spanIn({ start, end }: Span, now: number, zone = readersZone()): string {
  const year = (unix: number) => localIn(unix, zone).date.slice(0, 4);
  return new Intl.DateTimeFormat(language, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: year(start) === year(now) ? undefined : 'numeric',
    hour: HOUR,
    minute: '2-digit',
    timeZone: zone,
  }).formatRange(start, end);
}

/** A time on the clock of another zone: `18:00 in Tokyo`, with the weekday where it is another day than the reader's. */
export function timeThere(unix: number, zone: string, reader: string): string {
  const another = localIn(unix, zone).date !== localIn(unix, reader).date;
  const time = new Intl.DateTimeFormat(language, {
    weekday: another ? 'short' : undefined,
    hour: HOUR,
    minute: '2-digit',
    timeZone: zone,
  }).format(unix);
  return t('schedule.there', { time, place: placeOf(zone) });
}

/** When class is. `there` is what the clocks of the course show, where they differ from the reader's just then. */
export type When = { readonly own: string; readonly there: string | undefined };

/** When class is, for a reader in the zone `reader`, in a course of the zone `course`. */
export function when(span: Span, { course, reader, now }: { course: string; reader: string; now: number }): When {
  const own = spanIn(span, now, reader);
  if (sameClocks(span.start, course, reader)) return { own, there: undefined };
  return { own: t('schedule.your_time', { when: own }), there: timeThere(span.start, course, reader) };
}

/** How long it is until something begins, in words; `now` once it has. */
export function countdown(start: number, now: number, reader = readersZone()): string {
  const left = start - now;
  if (left <= 0) return t('schedule.now');
  const days = dayNumber(start, reader) - dayNumber(now, reader);
  // Rounded up, so that it never says less than is left to do, and never that there are 0 minutes.
  const length = lengthOfTime(Math.ceil(left / MINUTE_MS) * MINUTE_MS);
  if (days <= 0 || left < SOON_MS) return t('schedule.in', { length });
  if (days === 1) return t('schedule.tomorrow', { time: timeOfDay(start, reader) });
  return new Intl.RelativeTimeFormat(language, { numeric: 'always' }).format(days, 'day');
}

/** What clocks do in a zone between two instants: the minutes that they are put forward, less than 0 if back. */
export function clocksPut(from: number, to: number, zone: string): number {
  return offsetMinutes(to, zone) - offsetMinutes(from, zone);
}

function dayNumber(unix: number, zone = readersZone()): number {
  return Date.parse(`${localIn(unix, zone).date}T00:00Z`) / DAY_MS;
}
