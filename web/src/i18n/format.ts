import { language } from './index';
import { readersZone } from './zone.svelte';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** A length in words: `45 sec`, `34 min`, `1 hr 5 min`; written out with `long`. Takes milliseconds. */
export function lengthOfTime(ms: number, unitDisplay: 'short' | 'long' = 'short'): string {
  const part = (value: number, unit: 'hour' | 'minute' | 'second') =>
    new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay }).format(value);
  if (ms < MINUTE_MS) return part(Math.max(0, Math.floor(ms / SECOND_MS)), 'second');
  const hours = Math.floor(ms / HOUR_MS);
  const minutes = Math.floor(ms / MINUTE_MS) % 60;
  if (hours === 0) return part(minutes, 'minute');
  return minutes === 0 ? part(hours, 'hour') : `${part(hours, 'hour')} ${part(minutes, 'minute')}`;
}

/** How hours are written: `09:55`, and `9:55 AM` where people count to twelve. */
export const HOUR = new Intl.DateTimeFormat(language, { hour: 'numeric' }).resolvedOptions().hour12
  ? 'numeric'
  : '2-digit';

/** A day and time in the reader's zone: `Sun 22 Nov, 14:05`, with the year when it is not this one. Takes Unix ms. */
export function dayAndTime(unixMs: number, nowMs = Date.now(), timeZone = readersZone()): string {
  const year = (ms: number) => new Intl.DateTimeFormat('en', { year: 'numeric', timeZone }).format(ms);
  return new Intl.DateTimeFormat(language, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: year(unixMs) === year(nowMs) ? undefined : 'numeric',
    hour: HOUR,
    minute: '2-digit',
    timeZone,
  }).format(unixMs);
}

/** A time of today in the reader's zone: `14:05`. Takes Unix ms. */
export function timeOfDay(unixMs: number, timeZone = readersZone()): string {
  return new Intl.DateTimeFormat(language, { timeStyle: 'short', timeZone }).format(unixMs);
}

/** A day and time in full, with the name of the zone, so that it is unambiguous. Takes Unix ms. */
export function dayAndTimeInFull(unixMs: number, timeZone = readersZone()): string {
  return new Intl.DateTimeFormat(language, {
    weekday: 'long',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
    timeZone,
  }).format(unixMs);
}

/** Things in a row: `a, b and c`. */
export function listOf(texts: readonly string[]): string {
  return new Intl.ListFormat(language).format(texts);
}

/** One of several things: `a, b or c`. */
export function oneOf(texts: readonly string[]): string {
  return new Intl.ListFormat(language, { type: 'disjunction' }).format(texts);
}

/** A day without the year: `22 November`. Takes Unix ms. */
export function day(unixMs: number, timeZone = readersZone()): string {
  return new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long', timeZone }).format(unixMs);
}

/** A day with the year: `12 March 2027`. Takes Unix ms. */
export function dayInFull(unixMs: number, timeZone = readersZone()): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone }).format(unixMs);
}

/** Days of a calendar, such as `2026-10-12`: `12 Oct 2026 – 5 Feb 2027`. One and the same day is written once. */
export function daysFromTo(from: string, to: string): string {
  // A day of a calendar has no zone; as midnight in UTC it is written as it is.
  const format = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' });
  return format.formatRange(new Date(from), new Date(to));
}

/** The size of a file: `120 kB`, `3.4 MB`. Takes bytes. */
export function fileSize(bytes: number): string {
  const [unit, size] = bytes < 1_000_000 ? (['kilobyte', 1_000] as const) : (['megabyte', 1_000_000] as const);
  const format = new Intl.NumberFormat(language, {
    style: 'unit',
    unit,
    maximumFractionDigits: size === 1_000 ? 0 : 1,
  });
  return format.format(Math.max(bytes / size, size === 1_000 ? 1 : 0));
}
