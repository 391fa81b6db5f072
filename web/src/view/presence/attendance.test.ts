import { expect, test } from 'vitest';
import type { Event, EventBody, LeaveReason, Role } from '../../protocol/generated';
import { csvFile } from '../kit/csv';
import { attendance, attendanceRows } from './attendance';

const MINUTE = 60_000;
let seq = 0;
const at = (minute: number, body: EventBody, later = false): Event =>
  ({
    seq: ++seq,
    at: minute * MINUTE,
    audience: { to: 'everyone' },
    ...(later && { later: { unix: 1 } }),
    ...body,
  }) as Event;
const consent = { record_camera: true, record_voice: true };
const joined = (participant: number, role: Role = 'guest'): EventBody =>
  ({ kind: 'joined', participant, name: `P${participant}`, role, room: 0, consent }) as EventBody;
const left = (participant: number, reason: LeaveReason = 'left'): EventBody => ({ kind: 'left', participant, reason });
const away = (participant: number, away: boolean): EventBody => ({ kind: 'away_changed', participant, away });
const minutes = (of: ReturnType<typeof attendance>) =>
  [...of].map(([id, { came, left, present, away }]) => [id, ...[came, left, present, away].map((ms) => ms / MINUTE)]);

test('somebody comes, is away, goes, comes back and stays to the end', () => {
  const events = [
    at(0, joined(1, 'instructor')),
    at(5, joined(2)),
    at(10, away(2, true)),
    at(20, away(2, false)),
    at(30, left(2)),
    at(40, joined(2)),
    at(50, away(2, true)),
    at(60, { kind: 'session_ended', by: 1 }),
  ];
  // What somebody does later is no time in class.
  events.push(at(20, joined(3), true));
  expect(minutes(attendance(events, 60 * MINUTE))).toEqual([
    [1, 0, 60, 60, 0],
    [2, 5, 60, 25, 20],
  ]);
});

test('nobody is there while the server is away, and who does not come back had left before', () => {
  const events = [
    at(0, joined(1)),
    at(0, joined(2)),
    at(0, joined(3)),
    at(5, away(1, true)),
    at(20, { kind: 'interrupted', from: 10 * MINUTE, to: 20 * MINUTE }),
    at(20.25, away(2, true)),
    at(21, left(2, 'lost')),
    at(25, away(1, false)),
    at(26, away(3, true)),
    at(27, left(3, 'lost')),
  ];
  // Class goes on.
  expect(minutes(attendance(events, 30 * MINUTE))).toEqual([
    [1, 0, 30, 10, 10],
    [2, 0, 10, 10, 0],
    [3, 0, 26, 16, 0],
  ]);
});

test('who closes the page had left when nothing was heard of them any more', () => {
  const events = [at(0, joined(1)), at(10, away(1, true)), at(11, left(1, 'lost'))];
  expect(minutes(attendance(events, 30 * MINUTE))).toEqual([[1, 0, 10, 10, 0]]);
});

test('the table has guests and staff, and no name becomes a formula', () => {
  const events = [at(0, joined(1, 'instructor')), at(1, joined(2))];
  events.push(at(2, { kind: 'role_changed', participant: 2, role: 'assistant', by: 1 }));
  const rows = attendanceRows(
    events,
    90 * MINUTE,
    (id) => (id === 2 ? '=Ida' : 'Ivy'),
    (id) => (id === 2 ? 90_000 : undefined),
  );
  expect(rows).toEqual([
    ['Name', 'Role', 'Came', 'Left', 'Minutes present', 'Minutes without connection', 'Minutes watched later'],
    ['Ivy', 'Instructor', '0:00', '', 90, 0, ''],
    ['=Ida', 'Assistant', '1:00', '', 89, 0, 1.5],
  ]);
  expect(csvFile(rows)).toContain("'=Ida");
  const over = [...events, at(90, { kind: 'session_ended', by: 1 })];
  const [, ivy] = attendanceRows(over, 90 * MINUTE, String, () => undefined);
  expect(ivy?.[3], 'class is over').toBe('1:30:00');
});
