import { expect, test } from 'vitest';
import type { CourseSession, SessionState } from '../../protocol/generated';
import { hasFollowing, isOpen, nextOf, sorted, type Planned } from './sessions';

const NOW = 1_000_000;
const HOUR = 3_600_000;

/** A session that is planned to start `hours` after now, and lasts for one. */
function planned(
  title: string,
  hours: number,
  { cancelled = null as string | null, state = 'scheduled' } = {},
): Planned {
  const start_unix = NOW + hours * HOUR;
  const time = { start: '', minutes: 60 };
  const original = String(hours).padStart(3, '0');
  return {
    ...started(title, state as SessionState),
    plan: {
      series: 's',
      original,
      zone: 'UTC',
      time,
      start_unix,
      end_unix: start_unix + HOUR,
      moved: false,
      cancelled,
    },
  };
}

const started = (title: string, state: SessionState, created_unix = 0): CourseSession => ({
  session: {
    ...{ id: title, code: title, title, state, guests_allowed: false },
    ...{ created_unix, started_unix: null, duration: 0, present: 0 },
  },
  plan: null,
  due_unix: null,
  extension_days: null,
  preparation: null,
  ledger: null,
});

const titles = (sessions: readonly CourseSession[]) => sessions.map(({ session }) => session.title);

test('sessions are live, coming or past', () => {
  const { live, opened, coming, past } = sorted(
    [
      planned('held', -48, { state: 'ended' }),
      planned('nobody came', -24),
      started('at once', 'ended'),
      planned('going on', -2, { state: 'live' }),
      planned('begins just now', -0.5),
      planned('flooded', 1, { cancelled: '' }),
      planned('tomorrow', 24),
      started('a forgotten lobby', 'scheduled', NOW - 25 * HOUR),
      started('an open lobby', 'scheduled', NOW - HOUR),
    ],
    NOW,
  );
  expect(titles(opened)).toEqual(['an open lobby']);
  expect(titles(live)).toEqual(['going on']);
  expect(titles(coming)).toEqual(['begins just now', 'flooded', 'tomorrow']);
  expect(titles(past)).toEqual(['a forgotten lobby', 'at once', 'nobody came', 'held']);
});

test('the next one is one that takes place', () => {
  const sessions = [planned('flooded', 1, { cancelled: 'water' }), planned('tomorrow', 24)];
  expect(nextOf(sessions)?.session.title).toBe('tomorrow');
  expect(nextOf(sessions.slice(0, 1))).toBeUndefined();
  expect(isOpen(started('over', 'closed'))).toBe(false);
});

test('others of the series follow by their places in it', () => {
  const sessions = [planned('first', 1), planned('second', 2), { ...planned('other', 3) }];
  sessions[2]!.plan = { ...sessions[2]!.plan, series: 'another' };
  expect(sessions.map((each) => hasFollowing(each, sessions))).toEqual([true, false, false]);
});
