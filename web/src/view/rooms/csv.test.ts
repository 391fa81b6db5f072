import { expect, test } from 'vitest';
import { emptyRoom } from '../../core/reduce/rooms';
import type { Event, Work } from '../../protocol/generated';
import { csvFile } from '../kit/csv';
import { roomsOpened } from '../kit/fixture';
import { workRows } from './csv';

const work = (seq: number, room: number, participant: number, text: string, late = false): Work => ({
  seq,
  room,
  participant,
  at: seq,
  audience: { to: 'room', room },
  text,
  ...(late && { later: { unix: seq } }),
});

/** Rooms that are opened with their tasks. */
function opened(at: number, ...tasks: (readonly [id: number, name: string, task: string])[]): Event {
  const event = roomsOpened(at, []);
  const rooms = tasks.map(([id, name, task]) => ({ ...emptyRoom(id), name, task, until: null }));
  return event.kind === 'rooms_opened' ? { ...event, rooms } : event;
}

test('what counts is a line, by when its rooms were opened, and no text becomes a formula', () => {
  const events = [
    opened(65_000, [1, 'Red', '=Count("them")'], [2, 'Blue', 'Count, too']),
    opened(125_000, [3, 'Red', 'Primes']),
  ];
  const all = [
    work(1, 3, 4, 'Two'),
    work(2, 1, 4, 'Six'),
    work(3, 1, 5, '+7'),
    work(4, 1, 8, '-6', true),
    work(5, 2, 9, 'gone', true),
    work(6, 2, 9, '', true),
    { ...work(7, 2, 9, 'Nine', true), with: [10] },
  ];
  const rows = workRows(events, all, (id) => `P${id}`);
  expect(rows).toEqual([
    ['Rooms at', 'Room', 'Task', 'Handed in by', 'When', 'What they found'],
    ['1:05', 'Red', '=Count("them")', 'P5', '', '+7'],
    ['1:05', 'Red', '=Count("them")', 'P8', 'Later', '-6'],
    ['1:05', 'Blue', 'Count, too', 'P9 and P10', 'Later', 'Nine'],
    ['2:05', 'Red', 'Primes', 'P4', '', 'Two'],
  ]);
  const file = csvFile(rows);
  expect(file).toContain(`1:05,Red,"'=Count(""them"")",P5,,"'+7"`);
  expect(file).toContain(`"'-6"`);
});
