import { expect, test } from 'vitest';
import { lateState, takesLate } from './lateness';

test('late answers are taken until they are closed, or before their deadline', () => {
  const until = { late: 'until', unix: 1_000 } as const;
  expect(takesLate({ late_answers: { late: 'open' } }, 5_000)).toBe(true);
  expect(takesLate({ late_answers: { late: 'closed' } }, 0)).toBe(false);
  expect([999, 1_000].map((now) => takesLate({ late_answers: until }, now))).toEqual([true, false]);
  expect([999, 1_000].map((now) => lateState(until, now))).toEqual([
    { state: 'until', at: 1_000 },
    { state: 'over', at: 1_000 },
  ]);
  expect(lateState({ late: 'closed' })).toEqual({ state: 'closed' });
});
