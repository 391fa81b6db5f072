import { describe, expect, test } from 'vitest';
import {
  checkPlan,
  missesDate,
  monthlyChoices,
  newPlan,
  planErrors,
  planOf,
  timeDraft,
  timeOf,
  toggleWeekday,
  weekdaysOf,
  type PlanDraft,
} from './draft';

const COURSE = { zone: 'Europe/Berlin', from: null, to: null };
const NOW = Date.parse('2026-11-03T08:20:00Z');
const draft = (changes: Partial<PlanDraft> = {}): PlanDraft => ({
  ...newPlan(COURSE, NOW),
  title: 'Waves',
  ...changes,
});

describe('a new plan', () => {
  test('is at the next full hour of the course', () => {
    expect(newPlan(COURSE, NOW)).toMatchObject({ date: '2026-11-03', time: '10:00', ends: 'count' });
    expect(newPlan({ ...COURSE, zone: 'Asia/Kolkata' }, NOW)).toMatchObject({ date: '2026-11-03', time: '14:30' });
  });

  test('begins and ends with the term', () => {
    const term = { ...COURSE, from: '2027-01-10', to: '2027-02-10' };
    expect(newPlan(term, NOW)).toMatchObject({ date: '2027-01-10', ends: 'until', until: '2027-02-10' });
    expect(newPlan({ ...COURSE, from: '2026-01-10', to: '2026-02-10' }, NOW)).toMatchObject({ ends: 'count' });
  });
});

describe('what the server is asked', () => {
  test('of a single class has no rule', () =>
    expect(planOf(draft({ title: ' Waves ' }))).toEqual({
      title: 'Waves',
      time: { start: '2026-11-03T10:00', minutes: 90 },
    }));

  test.each([
    [
      { repeats: 'daily', interval: '2' },
      { pattern: { repeat: 'daily' }, interval: 2, count: 10 },
    ],
    [
      { repeats: 'weekly', weekdays: ['TU', 'TH'], ends: 'until', until: '2027-01-15' },
      { pattern: { repeat: 'weekly', weekdays: ['TU', 'TH'] }, interval: 1, until: '2027-01-15' },
    ],
    [
      { repeats: 'monthly', monthly: 'nth' },
      { pattern: { repeat: 'month_weekday', nth: 1, weekday: 'TU' }, interval: 1, count: 10 },
    ],
    [
      { repeats: 'monthly', monthly: 'day', date: '2026-11-30' },
      { pattern: { repeat: 'month_day', day: 30 }, interval: 1, count: 10 },
    ],
    [
      { repeats: 'monthly', monthly: 'last_day' },
      { pattern: { repeat: 'month_day', day: -1 }, interval: 1, count: 10 },
    ],
    [
      { repeats: 'monthly', monthly: 'last' },
      { pattern: { repeat: 'month_weekday', nth: -1, weekday: 'TU' }, interval: 1, count: 10 },
    ],
  ] as [Partial<PlanDraft>, unknown][])('%j', (changes, rule) => expect(planOf(draft(changes)).rule).toEqual(rule));

  test('a time goes into the form and back', () => {
    const time = { start: '2026-11-03T10:00', minutes: 75 };
    expect(timeOf(timeDraft(time))).toEqual(time);
  });
});

describe('the days of the week', () => {
  test('follow the date until they are chosen by hand', () => {
    const sunday = draft({ repeats: 'weekly', date: '2027-03-07' });
    const tuesday = { ...sunday, date: '2027-03-09' };
    expect([sunday, tuesday].map(weekdaysOf)).toEqual([['SU'], ['TU']]);
    expect(planOf(tuesday).rule).toMatchObject({ pattern: { repeat: 'weekly', weekdays: ['TU'] } });
    expect(missesDate(tuesday)).toBe(false);
  });

  test('stay as they were chosen, and may not have the date among them', () => {
    const both = draft({ repeats: 'weekly', date: '2027-03-07' });
    both.weekdays = toggleWeekday(both, 'TH');
    expect(both.weekdays).toEqual(['SU', 'TH']);
    const moved = { ...both, date: '2027-03-09' };
    expect(weekdaysOf(moved)).toEqual(['SU', 'TH']);
    expect([both, moved].map(missesDate)).toEqual([false, true]);
    expect(toggleWeekday(moved, 'TH')).toEqual(['SU']);
    expect(missesDate({ ...moved, weekdays: [] })).toBe(false);
  });
});

test('a day is counted in its month in the ways that fit it', () => {
  const labels = (date: string) => monthlyChoices(date).map(({ label }) => label);
  expect(labels('2026-11-03')).toEqual(['the first Tuesday', 'day 3']);
  expect(labels('2026-11-24')).toEqual(['the fourth Tuesday', 'day 24', 'the last Tuesday']);
  expect(labels('2026-11-30')).toEqual(['the fifth Monday', 'day 30', 'the last Monday', 'the last day']);
  expect(labels('2028-02-29')).toContain('the last day');
});

describe('what is wrong is said at its field', () => {
  test.each([
    [{ title: ' ' }, ['title']],
    [{ date: '', time: '' }, ['date', 'time']],
    [{ minutes: '0' }, ['minutes']],
    [{ minutes: '1.5' }, ['minutes']],
    [{ repeats: 'daily', interval: 'x' }, ['rule']],
    [{ repeats: 'daily', count: '' }, ['end']],
    [{ repeats: 'daily', ends: 'until', until: '2026-11-02' }, ['end']],
    [{ interval: 'x', count: '' }, []],
  ] as [Partial<PlanDraft>, string[]][])('%j', (changes, fields) =>
    expect(Object.keys(checkPlan(draft(changes)))).toEqual(fields),
  );

  test('also when the server says it', () => {
    expect(Object.keys(planErrors({ code: 'too_many_occurrences' }))).toEqual(['end']);
    expect(Object.keys(planErrors({ code: 'plan_full' }))).toEqual(['form']);
  });
});
