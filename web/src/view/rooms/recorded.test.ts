import { describe, expect, test } from 'vitest';
import type { Event } from '../../protocol/generated';
import { event, roomsClosed as closed, roomsOpened as opened, RULES } from '../kit/fixture';
import { roomAt, shownRoom, stays, watchable } from './recorded';

const moved = (at: number, participant: number, room: number): Event => event(at, { kind: 'moved', participant, room });

describe('watching', () => {
  const joined = (at: number, participant: number): Event =>
    event(at, {
      kind: 'joined',
      participant,
      name: '',
      role: 'guest',
      room: 0,
      consent: { record_camera: true, record_voice: true },
    });
  const events = [joined(1, 7), opened(10, [1, 2]), moved(11, 7, 2), moved(30, 7, 0), closed(31, [1, 2])];
  const ids = (list: Event[], you: number, role: 'guest' | 'assistant' = 'guest') =>
    watchable(list, you, role).map(({ id }) => id);

  test('by staff, by members, by everyone, as the rules were', () => {
    expect(ids(events, 7)).toEqual([2]);
    expect(ids(events, 8)).toEqual([]);
    expect(ids(events, 8, 'assistant')).toEqual([1, 2]);
    expect(ids([opened(10, [1], { watching: 'everyone' })], 8)).toEqual([1]);
    expect(ids([opened(10, [1], { watching: 'staff' }), moved(11, 7, 1)], 7)).toEqual([]);
  });

  test('by whoever missed the rooms and has handed in their own, where the rules say so', () => {
    const work = (participant: number, room: number, others: number[] = []): Event => ({
      ...event(50, { kind: 'work_handed_in', participant, room, text: 'Seven', with: others }),
      later: { unix: 1 },
    });
    const own = { watching: 'after_own' as const };
    const open = [opened(10, [1], own), opened(12, [2], own), closed(20, [1, 2]), opened(30, [3], own)];
    expect(ids([...open, moved(31, 7, 3)], 7)).toEqual([3]);
    expect(ids([...open, work(7, 2)], 7)).toEqual([1, 2]);
    expect(ids([...open, work(8, 2, [6, 7])], 7), 'together with others').toEqual([1, 2]);
    expect(ids([...open, work(8, 2)], 7)).toEqual([]);
    expect(ids([opened(10, [1], { watching: 'members' }), work(7, 1)], 7)).toEqual([]);
  });

  test('tells which have a namesake', () => {
    const again: Event = event(40, {
      kind: 'rooms_opened',
      rooms: [{ id: 3, name: 'Room 1', task: '', until: null, members: [] }],
      rules: RULES,
      by: 9,
    });
    const rooms = watchable([...events, again], 8, 'assistant');
    expect(rooms.map(({ id, namesake, from }) => [id, namesake, from])).toEqual([
      [1, true, 10],
      [2, false, 10],
      [3, true, 40],
    ]);
  });

  test('follows where one was', () => {
    const list = stays(events, 7);
    expect([0, 10, 11, 29, 30].map((at) => roomAt(list, at))).toEqual([0, 0, 2, 2, 0]);
    expect(stays(events, null)).toEqual([]);
  });

  test('shows the chosen room while it is open, else where one was, else the main room', () => {
    const seconds = events.map((each) => ({ ...each, at: each.at * 1000 }));
    const rooms = watchable(seconds, 7, 'assistant');
    const list = stays(seconds, 7);
    const shown = (chosen: number | null, rest = rooms) =>
      [5_000, 12_000, 30_500, 40_000].map((at) => shownRoom(chosen, rest, list, at));
    expect(shown(null)).toEqual([0, 2, 0, 0]);
    expect(shown(1)).toEqual([0, 1, 1, 0]);
    expect(shown(0)).toEqual([0, 0, 0, 0]);
    expect(shown(null, [])).toEqual([0, 0, 0, 0]);
  });
});
