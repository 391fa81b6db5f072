/** How a series repeats, in words. Pure. */

import { language, t } from '../../i18n';
import { daysFromTo, listOf } from '../../i18n/format';
import type { SessionRule, Weekday } from '../../protocol/generated';

/** The days of the week, as rules name them. */
export const WEEKDAYS: readonly Weekday[] = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

/** Midnight of a Monday. */
const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 24 * 60 * 60_000;

/** The name of a day of the week: `Tuesday`, or `Tue`. */
export function weekdayName(weekday: Weekday, width: 'long' | 'short' = 'long'): string {
  const unix = MONDAY + WEEKDAYS.indexOf(weekday) * DAY_MS;
  return new Intl.DateTimeFormat(language, { weekday: width, timeZone: 'UTC' }).format(unix);
}

/** The day of the week of a date, such as `2026-11-03`. */
export function weekdayOf(date: string): Weekday {
  const fromSunday = new Date(`${date}T00:00Z`).getUTCDay();
  return WEEKDAYS[(fromSunday + 6) % 7]!;
}

/** A rule in words: `Every week on Tuesday and Thursday, 12 times`. `start` is the local start of the series. */
export function ruleText(rule: SessionRule, start: string): string {
  return [repeats(rule, start.slice(0, 10)), ...ends(rule)].join(t('schedule.comma'));
}

function repeats({ pattern, interval: count }: SessionRule, start: string): string {
  switch (pattern.repeat) {
    case 'daily':
      return t('schedule.every_day', { count });
    case 'weekly': {
      const named = pattern.weekdays.length > 0 ? pattern.weekdays : [weekdayOf(start)];
      const days = WEEKDAYS.filter((day) => named.includes(day)).map((day) => weekdayName(day));
      return t('schedule.every_week', { count, days: listOf(days) });
    }
    case 'month_day':
      return t('schedule.every_month', { count, day: dayText(pattern.day) });
    case 'month_weekday':
      return t('schedule.every_month', { count, day: nthText(pattern.nth, pattern.weekday) });
  }
}

/** A day of the month in words: `day 15`; less than 0 counts from the end. */
export function dayText(day: number): string {
  if (day === -1) return t('schedule.last_day');
  return day > 0 ? t('schedule.day', { day }) : t('schedule.day_from_end', { day: -day });
}

/** A day of a week of the month in words: `the second Tuesday`. */
export function nthText(nth: number, weekday: Weekday): string {
  const day = weekdayName(weekday);
  switch (nth) {
    case 1:
      return t('schedule.first', { day });
    case 2:
      return t('schedule.second', { day });
    case 3:
      return t('schedule.third', { day });
    case 4:
      return t('schedule.fourth', { day });
    case 5:
      return t('schedule.fifth', { day });
    case -1:
      return t('schedule.last', { day });
    default:
      return t('schedule.from_end', { nth: -nth, day });
  }
}

function ends({ count, until }: SessionRule): string[] {
  const times = count == null ? [] : [t('schedule.times', { count })];
  return until == null ? times : [...times, t('schedule.until', { day: daysFromTo(until, until) })];
}
