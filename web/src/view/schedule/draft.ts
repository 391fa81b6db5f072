/** The form by which classes are planned or moved: what stands in its fields, and what the server is asked for. Pure. */

import { errorCode, errorText, t } from '../../i18n';
import {
  LIMITS,
  type ErrorCode,
  type PlanSessions,
  type SessionRule,
  type SessionTime,
  type Weekday,
} from '../../protocol/generated';
import { characters } from '../kit/format';
import { nthText, dayText, weekdayOf } from './rule';
import { localIn } from './when';

const HOUR_MS = 60 * 60_000;

/** The time of one class, on the course's clock. */
export type TimeDraft = { date: string; time: string; minutes: string };

/** How classes repeat. In a month, either a day of the month or the nth weekday counts, from the front or from the end. */
export type RuleDraft = {
  repeats: 'never' | 'daily' | 'weekly' | 'monthly';
  interval: string;
  /** As they were chosen by hand; until then undefined: the weekday of the date. */
  weekdays: Weekday[] | undefined;
  monthly: Monthly;
  ends: 'count' | 'until';
  count: string;
  until: string;
};

/** On which day of the month: as the day of the first class is counted. */
export type Monthly = 'day' | 'last_day' | 'nth' | 'last';

/** The whole form. */
export type PlanDraft = TimeDraft & RuleDraft & { title: string };

/** The fields that can be wrong. */
export type PlanErrors = Partial<Record<'title' | 'date' | 'time' | 'minutes' | 'rule' | 'end' | 'form', string>>;

/** The field to which a refusal belongs. */
const FIELD_OF: Partial<Record<ErrorCode | 'network', keyof PlanErrors>> = {
  bad_time: 'date',
  bad_length: 'minutes',
  bad_rule: 'rule',
  no_occurrence: 'rule',
  bad_end: 'end',
  too_many_occurrences: 'end',
};

/** The form as it opens: at the next full hour, or on the first day of a term that has not begun. */
export function newPlan(course: { zone: string; from: string | null; to: string | null }, now: number): PlanDraft {
  const soon = localIn(Math.ceil(now / HOUR_MS) * HOUR_MS, course.zone);
  const start = course.from && course.from > soon.date ? { date: course.from, time: '10:00' } : soon;
  return {
    title: '',
    ...start,
    minutes: '90',
    repeats: 'never',
    interval: '1',
    weekdays: undefined,
    monthly: 'nth',
    ends: course.to && course.to >= start.date ? 'until' : 'count',
    count: '10',
    until: course.to ?? '',
  };
}

/** The time as it stands in a plan, for changing it. */
export function timeDraft({ start, minutes }: SessionTime): TimeDraft {
  return { date: start.slice(0, 10), time: start.slice(11, 16), minutes: String(minutes) };
}

/** The time in the form. */
export function timeOf({ date, time, minutes }: TimeDraft): SessionTime {
  return { start: `${date}T${time}`, minutes: Number(minutes) };
}

/** What the server is asked to plan. */
export function planOf(draft: PlanDraft): PlanSessions {
  const plan = { title: draft.title.trim(), time: timeOf(draft) };
  const rule = ruleOf(draft);
  return rule ? { ...plan, rule } : plan;
}

/** The rule in the form; undefined for a single class. */
export function ruleOf(draft: TimeDraft & RuleDraft): SessionRule | undefined {
  const pattern = patternOf(draft);
  if (!pattern) return undefined;
  const end = draft.ends === 'until' ? { until: draft.until } : { count: Number(draft.count) };
  return { pattern, interval: Number(draft.interval), ...end };
}

function patternOf(draft: TimeDraft & RuleDraft): SessionRule['pattern'] | undefined {
  const { repeats, date, monthly } = draft;
  switch (repeats) {
    case 'never':
      return undefined;
    case 'daily':
      return { repeat: 'daily' };
    case 'weekly':
      return { repeat: 'weekly', weekdays: weekdaysOf(draft) };
    case 'monthly': {
      const { day, nth } = inMonth(date);
      if (monthly === 'day') return { repeat: 'month_day', day };
      if (monthly === 'last_day') return { repeat: 'month_day', day: -1 };
      return { repeat: 'month_weekday', nth: monthly === 'nth' ? nth : -1, weekday: weekdayOf(date) };
    }
  }
}

/** The days on which classes repeat weekly. */
export function weekdaysOf({ date, weekdays }: TimeDraft & RuleDraft): Weekday[] {
  return weekdays ?? (date ? [weekdayOf(date)] : []);
}

/** The days once one of them is ticked or not any more. */
export function toggleWeekday(draft: TimeDraft & RuleDraft, weekday: Weekday): Weekday[] {
  const days = weekdaysOf(draft);
  return days.includes(weekday) ? days.filter((day) => day !== weekday) : [...days, weekday];
}

/** Whether the chosen date is none of the chosen days, so that the first class is on another one. */
export function missesDate(draft: TimeDraft & RuleDraft): boolean {
  const days = weekdaysOf(draft);
  return draft.date !== '' && days.length > 0 && !days.includes(weekdayOf(draft.date));
}

/** The ways in which a day can be counted in its month. */
export function monthlyChoices(date: string): { value: Monthly; label: string }[] {
  const { day, nth, last } = inMonth(date);
  const weekday = weekdayOf(date);
  const choices: { value: Monthly; label: string }[] = [
    { value: 'nth', label: nthText(nth, weekday) },
    { value: 'day', label: dayText(day) },
  ];
  if (day + 7 > last) choices.push({ value: 'last', label: nthText(-1, weekday) });
  if (day === last) choices.push({ value: 'last_day', label: dayText(-1) });
  return choices;
}

function inMonth(date: string): { day: number; nth: number; last: number } {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  return { day, nth: Math.ceil(day / 7), last: new Date(Date.UTC(year, month, 0)).getUTCDate() };
}

/** Checks what can be checked before asking the server. */
export function checkPlan(draft: PlanDraft): PlanErrors {
  return { ...checkTitle(draft.title), ...checkTime(draft), ...checkRule(draft) };
}

/** Checks the title of a class. */
export function checkTitle(title: string): PlanErrors {
  const length = characters(title.trim());
  if (length >= 1 && length <= LIMITS.titleChars) return {};
  return { title: t('home.title_missing', { max: LIMITS.titleChars }) };
}

/** Checks when class is. */
export function checkTime({ date, time, minutes }: TimeDraft): PlanErrors {
  return {
    ...(date === '' && { date: t('schedule.date_missing') }),
    ...(time === '' && { time: t('schedule.time_missing') }),
    ...(!isNumber(minutes) && { minutes: t('error.bad_length') }),
  };
}

/** Checks how classes repeat. */
export function checkRule({ repeats, interval, ends, count, until, date }: TimeDraft & RuleDraft): PlanErrors {
  if (repeats === 'never') return {};
  return {
    ...(!isNumber(interval) && { rule: t('schedule.interval_wrong') }),
    ...(ends === 'count' && !isNumber(count) && { end: t('schedule.count_wrong') }),
    ...(ends === 'until' && (until === '' || until < date) && { end: t('schedule.until_wrong') }),
  };
}

/** The message of a refusal, at the field to which it belongs. */
export function planErrors(failure: unknown): PlanErrors {
  const code = errorCode(failure);
  return { [(code && FIELD_OF[code]) ?? 'form']: errorText(failure) };
}

const isNumber = (text: string) => /^[1-9]\d{0,3}$/.test(text.trim());
