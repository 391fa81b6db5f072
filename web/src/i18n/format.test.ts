import { describe, expect, test } from 'vitest';
import { day, dayAndTime, dayAndTimeInFull, lengthOfTime, listOf, oneOf } from './format';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('lengthOfTime', () => {
  test.each([
    [0, '0 sec'],
    [-1, '0 sec'],
    [59_999, '59 sec'],
    [MINUTE, '1 min'],
    [34 * MINUTE + 12_000, '34 min'],
    [HOUR, '1 hr'],
    [HOUR + 5 * MINUTE, '1 hr 5 min'],
    [26 * HOUR, '26 hr'],
  ])('%d ms is %s', (ms, text) => expect(lengthOfTime(ms)).toBe(text));

  test('in full', () => expect(lengthOfTime(2 * HOUR + MINUTE, 'long')).toBe('2 hours 1 minute'));
});

test('things in a row are all of them, or one of them', () => {
  expect([listOf(['a.org', 'b.org']), oneOf(['a.org', 'b.org'])]).toEqual(['a.org and b.org', 'a.org or b.org']);
});

describe('days and times', () => {
  // Half past eleven at night in London, half past midnight in Berlin: another day.
  const then = Date.UTC(2026, 10, 22, 23, 30);

  test('are in the zone of the reader', () => {
    expect(dayAndTime(then, then, 'Europe/London')).toMatch(/Sun, Nov 22.*11:30/);
    expect(dayAndTime(then, then, 'Europe/Berlin')).toMatch(/Mon, Nov 23.*12:30/);
    expect(day(then, 'Europe/London')).toBe('November 22');
    expect(day(then, 'Europe/Berlin')).toBe('November 23');
  });

  test('say the year only when it is another', () => {
    expect(dayAndTime(then, then, 'UTC')).not.toContain('2026');
    expect(dayAndTime(then, Date.UTC(2027, 0, 2), 'UTC')).toContain('2026');
  });

  test('in full name the zone', () => expect(dayAndTimeInFull(then, 'Europe/Berlin')).toMatch(/2026.*GMT\+1|CET/));
});
