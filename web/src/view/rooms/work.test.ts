import { expect, test } from 'vitest';
import { emptyRoom } from '../../core/reduce/rooms';
import type { Work } from '../../protocol/generated';
import { event, roomsClosed, roomsOpened } from '../kit/fixture';
import { authorsOf } from './authors';
import { isMissed, isShownAfter, lateWorkOf, rounds, workOf } from './work';

const work = (seq: number, room: number, participant: number, text: string, late = false): Work => ({
  seq,
  room,
  participant,
  at: seq,
  audience: { to: 'room', room },
  text,
  ...(late && { later: { unix: seq } }),
});

test('rooms that were open together belong together, the last first', () => {
  const room = (id: number, opened: number) => ({ ...emptyRoom(id), opened });
  const all = rounds([emptyRoom(0), room(1, 5), room(2, 5), room(3, 9)]);
  expect(all.map(({ opened, rooms }) => [opened, rooms.map(({ id }) => id)])).toEqual([
    [9, [3]],
    [5, [1, 2]],
  ]);
});

test('the last work of a room counts, and that of each person who missed it', () => {
  const all = [
    work(1, 1, 3, 'Seven'),
    work(2, 1, 4, 'Eight'),
    work(3, 2, 5, 'Nine'),
    work(4, 1, 8, 'Six', true),
    work(5, 1, 9, 'Five', true),
    work(6, 1, 8, 'Sixteen', true),
  ];
  expect(workOf(all, 1)?.text).toBe('Eight');
  expect(lateWorkOf(all, 1).map(({ text }) => text)).toEqual(['Sixteen', 'Five']);
});

test('what several handed in together is one piece, whoever of them hands in last', () => {
  const together = (seq: number, participant: number, others: number[], text: string): Work => ({
    ...work(seq, 1, participant, text, true),
    with: others,
  });
  const all = [
    work(1, 1, 7, 'Alone', true),
    together(2, 8, [9], 'Six'),
    work(3, 1, 10, 'Ten', true),
    together(4, 9, [8], 'Seven'),
  ];
  const pieces = (list: readonly Work[]) => lateWorkOf(list, 1).map((one) => [authorsOf(one), one.text]);
  expect(pieces(all)).toEqual([
    [[7], 'Alone'],
    [[9, 8], 'Seven'],
    [[10], 'Ten'],
  ]);
  const apart = [...all, together(5, 8, [9], ''), work(6, 1, 9, 'Mine', true)];
  expect(pieces(apart.slice(0, -1)), 'taken back for both').toEqual([
    [[7], 'Alone'],
    [[10], 'Ten'],
  ]);
  expect(pieces(apart)).toEqual([
    [[7], 'Alone'],
    [[9], 'Mine'],
    [[10], 'Ten'],
  ]);
  const both = [...all, work(5, 1, 7, '', true), work(6, 1, 10, '', true), together(7, 10, [7], 'Ours')];
  expect(pieces(both), 'where the first of them began').toEqual([
    [[10, 7], 'Ours'],
    [[9, 8], 'Seven'],
  ]);
});

test('what is taken back is not there', () => {
  expect(workOf([work(1, 1, 3, 'Seven'), work(2, 1, 3, '')], 1)).toBeUndefined();
  expect(lateWorkOf([work(1, 1, 3, 'Seven', true), work(2, 1, 3, '', true)], 1)).toEqual([]);
});

test('who was in none of the rooms missed them, once they are over', () => {
  const round = { opened: 10, rooms: [1, 2].map(emptyRoom) };
  const moved = event(11, { kind: 'moved', participant: 7, room: 2 });
  const open = [roomsOpened(10, [1, 2]), moved];
  const over = [...open, roomsClosed(20, [1, 2])];
  expect(isMissed(round, over, 8, true)).toBe(true);
  expect(isMissed(round, over, 7, false)).toBe(false);
  expect(isMissed(round, open, 8, true), 'they are open at the edge').toBe(false);
  expect(isMissed(round, open, 8, false), 'class ended with them').toBe(true);
});

test('what the rooms made is shown afterwards where their rules say so', () => {
  const round = { opened: 10, rooms: [emptyRoom(1)] };
  expect(isShownAfter(round, [roomsOpened(10, [1], { watching: 'after_own' })])).toBe(true);
  expect(isShownAfter(round, [roomsOpened(10, [1]), roomsOpened(30, [2], { watching: 'after_own' })])).toBe(false);
});
