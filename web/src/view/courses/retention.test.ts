import { expect, test } from 'vitest';
import { LIMITS, type SessionSummary } from '../../protocol/generated';
import { expiresSoon, keptUntil, retentionDraft, retentionOf } from './retention';

const DAY = 24 * 3_600_000;
const class_ = (started_unix: number, state: SessionSummary['state'] = 'ended') =>
  ({ created_unix: 0, started_unix, duration: DAY, state }) as SessionSummary;

test('a class is kept for days after the term, or after it was held', () => {
  const keeping = { from_unix: 10 * DAY, days: 5, not_before_unix: 0 };
  expect(keptUntil(keeping, class_(2 * DAY))).toBe(15 * DAY);
  expect(keptUntil(keeping, class_(20 * DAY))).toBe(26 * DAY);
  expect(keptUntil({ ...keeping, not_before_unix: 40 * DAY }, class_(20 * DAY))).toBe(40 * DAY);
});

test('what is deleted soon is told', () => {
  const keeping = { from_unix: 0, days: 90, not_before_unix: 0 };
  const classes = [class_(20 * DAY), class_(2 * DAY), class_(0, 'live')];
  expect(expiresSoon(keeping, classes, 93 * DAY - LIMITS.retentionNoticeMs)).toBe(93 * DAY);
  expect(expiresSoon(keeping, classes, 93 * DAY - LIMITS.retentionNoticeMs - 1)).toBeUndefined();
  expect(expiresSoon(keeping, [class_(0, 'live')], 200 * DAY)).toBeUndefined();
});

test('a form says how long', () => {
  expect(retentionDraft(undefined)).toEqual({ keep: 'usual', days: '90' });
  expect(retentionOf({ keep: 'usual', days: 'x' })).toEqual({ keep: 'usual' });
  expect(retentionOf({ keep: 'days', days: ' 30 ' })).toEqual({ keep: 'days', days: 30 });
  for (const days of ['', '0', '-1', '1.5', '3651', 'x'])
    expect(retentionOf({ keep: 'days', days })).toBe('From 1 to 3,650 days.');
});
