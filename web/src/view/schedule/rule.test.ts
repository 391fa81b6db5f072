import { describe, expect, test } from 'vitest';
import type { SessionRule } from '../../protocol/generated';
import { ruleText, weekdayOf } from './rule';

const START = '2026-11-03T10:00:00';

describe('a rule in words', () => {
  const rules: [SessionRule, string][] = [
    [{ pattern: { repeat: 'daily' }, interval: 1, count: 5 }, 'Every day, 5 times'],
    [{ pattern: { repeat: 'daily' }, interval: 2, until: '2027-01-15' }, 'Every 2 days, until Jan 15, 2027'],
    [
      { pattern: { repeat: 'weekly', weekdays: ['TH', 'TU'] }, interval: 1, count: 12 },
      'Every week on Tuesday and Thursday, 12 times',
    ],
    [{ pattern: { repeat: 'weekly', weekdays: [] }, interval: 3, count: 1 }, 'Every 3 weeks on Tuesday, once'],
    [{ pattern: { repeat: 'month_day', day: 15 }, interval: 1, count: 3 }, 'Every month on day 15, 3 times'],
    [{ pattern: { repeat: 'month_day', day: -1 }, interval: 1, count: 3 }, 'Every month on the last day, 3 times'],
    [
      { pattern: { repeat: 'month_weekday', nth: 2, weekday: 'TU' }, interval: 1, count: 3 },
      'Every month on the second Tuesday, 3 times',
    ],
    [
      { pattern: { repeat: 'month_weekday', nth: -1, weekday: 'FR' }, interval: 2, count: 3 },
      'Every 2 months on the last Friday, 3 times',
    ],
  ];
  test.each(rules)('%j', (rule, text) => expect(ruleText(rule, START)).toBe(text));
});

test.each([
  ['2026-11-01', 'SU'],
  ['2026-11-02', 'MO'],
  ['2026-11-07', 'SA'],
])('%s is a day of the week', (date, day) => expect(weekdayOf(date)).toBe(day));
