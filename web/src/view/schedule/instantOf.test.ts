import { expect, test } from 'vitest';
import { instantOf, localIn } from './when';

test('what a calendar and a clock show is an instant, also around a change of the clocks', () => {
  const zone = 'Europe/Berlin';
  for (const unix of [
    Date.UTC(2026, 2, 28, 12),
    Date.UTC(2026, 2, 29, 2),
    Date.UTC(2026, 9, 25, 12),
    Date.UTC(2026, 9, 24, 23),
  ])
    expect(instantOf(localIn(unix, zone), zone)).toBe(unix);
  expect(instantOf({ date: '2026-01-01', time: '00:30' }, 'America/New_York')).toBe(Date.UTC(2026, 0, 1, 5, 30));
  expect(instantOf({ date: '', time: '10:00' }, zone)).toBeNaN();
});
