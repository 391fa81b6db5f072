import { expect, test } from 'vitest';
import type { Course, CourseAction, SessionSummary } from '../../protocol/generated';
import { mayWatch } from './watching';

/** 23:30 on 3 November in Berlin. */
const NOW = Date.parse('2026-11-03T22:30:00Z');

function may(
  rights: CourseAction[],
  recordings_until: string | null,
  open: Pick<SessionSummary, 'open_until_unix'> = {},
): boolean {
  const course = { rights, details: { recordings_until, zone: 'Europe/Berlin' } } as Course;
  return mayWatch(course, open, NOW);
}

test('who is of a course watches; others what is open', () => {
  expect(may(['watch_recordings'], null)).toBe(true);
  expect(may(['see_course'], null)).toBe(false);
  expect(may(['see_course'], null, { open_until_unix: NOW + 1 })).toBe(true);
  expect(may(['see_course'], '2026-11-03')).toBe(true);
  expect(may(['see_course'], '2026-11-02')).toBe(false);
});
