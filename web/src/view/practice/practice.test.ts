import { expect, test } from 'vitest';
import { againText, daysText, explanation, missedPath } from './practice';

test('a missed question is open where its address leads', () => {
  expect(missedPath({ session: 's', at: 61_001 })).toBe('/watch/s?t=62');
  expect(missedPath({ session: 's', at: 61_000 })).toBe('/watch/s?t=61');
});

test('what explains a question is a stretch of class, in whole seconds', () => {
  expect(explanation('s', { from: 41_300, to: 81_300 })).toEqual({ path: '/watch/s?t=41&until=82', seconds: 41 });
  expect(explanation('s', { from: 0, to: 30_000 })).toEqual({ path: '/watch/s?t=0&until=30', seconds: 30 });
});

test('it says when a question comes back', () => {
  expect(daysText()).toBe('1, 3, and 7');
  expect([1, 3, null].map((days) => againText({ days }))).toEqual([
    'It comes back tomorrow.',
    'It comes back in 3 days.',
    'That was the last time: it does not come back.',
  ]);
});
