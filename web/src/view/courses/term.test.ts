import { expect, test } from 'vitest';
import type { CourseSession } from '../../protocol/generated';
import { daysOfClasses, outsideTerm } from './term';

const planned = (start: string, rest: { state?: string; cancelled?: string } = {}) =>
  ({
    session: { state: rest.state ?? 'scheduled' },
    plan: { time: { start, minutes: 60 }, cancelled: rest.cancelled ?? null },
  }) as CourseSession;

test('classes that are planned are outside a term before its first day and after its last', () => {
  const days = daysOfClasses([
    planned('2026-10-11T23:00'),
    planned('2026-10-12T08:00'),
    planned('2027-02-05T20:00'),
    planned('2027-02-06T08:00'),
    planned('2027-03-01T08:00', { cancelled: '' }),
    planned('2027-03-02T08:00', { state: 'ended' }),
    { session: { state: 'scheduled' }, plan: null } as CourseSession,
  ]);
  expect(days).toEqual(['2026-10-11', '2026-10-12', '2027-02-05', '2027-02-06']);
  expect(outsideTerm(days, { from: '2026-10-12', to: '2027-02-05' })).toBe(2);
  expect(outsideTerm(days, { from: '', to: '2027-02-05' })).toBe(1);
  expect(outsideTerm(days, { from: '', to: '' })).toBe(0);
});
