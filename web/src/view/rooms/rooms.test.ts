import { describe, expect, test } from 'vitest';
import type { Event, Participant, RoomRules } from '../../protocol/generated';
import { chatIn, privacyOf, toAllRooms } from '../chat/messages';
import { classOf, event, person, roomWith } from '../kit/fixture';
import {
  mayEnter,
  openRooms,
  overview,
  roomAt,
  shownRoom,
  spokenTimeLeft,
  stays,
  Talk,
  timeLeft,
  watchable,
} from './rooms';

const RULES: RoomRules = { may_return: true, may_choose: false, late: 'main', watching: 'members' };
const opened = (at: number, ids: number[], rules: Partial<RoomRules> = {}): Event =>
  event(at, {
    kind: 'rooms_opened',
    rooms: ids.map((id) => ({ id, name: `Room ${id}`, task: '', until: null, members: [] })),
    rules: { ...RULES, ...rules },
    by: 9,
  });
const closed = (at: number, rooms: number[]): Event => event(at, { kind: 'rooms_closed', rooms });
const says = (at: number, participant: number, speaking = true): Event =>
  event(at, { kind: 'speaking', participant, speaking });
const moved = (at: number, participant: number, room: number): Event => event(at, { kind: 'moved', participant, room });

describe('the rooms of a class', () => {
  const message = { seq: 5, at: 5, participant: 1, text: 'done', deleted: false };
  const here = classOf([person(1, { room: 1 }), person(2, { room: 1 }), person(3, { room: 1, role: 'assistant' })], {
    rooms: [roomWith(0), roomWith(1, { until: 60_000 }), roomWith(2), roomWith(3, { open: false })],
    help: [{ participant: 2, room: 1, reason: 'stuck', at: 4 }],
    chat: [
      { ...message, audience: { to: 'room', room: 1 } },
      { ...message, seq: 6, audience: { to: 'everyone' } },
      { ...message, seq: 7, audience: { to: 'room', room: 2 } },
      { ...message, seq: 8, audience: { to: 'pair', from: 1, with: 2 } },
    ],
  });

  test('closed ones are not among them', () => expect(openRooms(here).map(({ id }) => id)).toEqual([1, 2]));

  test('staff see who is silent, what was written last, and who needs help', () => {
    const [one, two] = overview(here, new Set([1]));
    expect([...one!.silent]).toEqual([2]);
    expect([one!.last?.seq, one!.help?.reason, one!.people.length]).toEqual([5, 'stuck', 3]);
    expect([two!.people.length, two!.help]).toEqual([0, undefined]);
  });

  test('one reads what is written in the room, to all, and to oneself', () => {
    expect(chatIn(here.chat, 1).map(({ seq }) => seq)).toEqual([5, 6, 8]);
    expect(chatIn(here.chat.slice(0, 2), 1)).toHaveLength(2);
    expect(here.chat.map(toAllRooms)).toEqual([false, true, false, false]);
    expect(privacyOf(here.chat[3]!)).toEqual({ kind: 'person', participant: 2 });
  });

  test('time left', () => {
    expect(timeLeft(here.rooms[1]!, 45_000)).toBe(15_000);
    expect(timeLeft(here.rooms[1]!, 99_000)).toBe(0);
    expect(timeLeft(here.rooms[2]!, 0)).toBeNull();
    expect([61_000, 60_000, 31_000, 29_000, 9_000].map(spokenTimeLeft)).toEqual([null, 60_000, 60_000, 30_000, 10_000]);
  });

  test('the rules say who goes where', () => {
    const may = (rules: Partial<RoomRules>, room: number, self = here.participants[0]) =>
      mayEnter({ ...here, room_rules: { ...RULES, ...rules } }, self, room);
    expect(may({}, 0)).toBe(true);
    expect(may({ may_return: false }, 0)).toBe(false);
    expect(may({ may_return: false, may_choose: true }, 0)).toBe(false);
    expect(may({}, 2)).toBe(false);
    expect(may({ may_choose: true }, 2)).toBe(true);
    expect(may({ may_choose: true }, 3)).toBe(false);
    expect(may({ may_choose: true }, 1)).toBe(false);
    expect(may({ may_return: false }, 2, here.participants[2])).toBe(true);
  });

  test('who went back to the main room may go again where they were, or belong', () => {
    const rooms = here.rooms.map((room) => (room.id === 2 ? { ...room, members: [7] } : room));
    const may = (rules: Partial<RoomRules>, room: number, self: Participant) =>
      mayEnter({ ...here, rooms, room_rules: { ...RULES, ...rules } }, self, room);
    const visitor = person(1, { breakout: 1 });
    expect([1, 2, 3].map((room) => may({}, room, visitor))).toEqual([true, false, false]);
    const member = person(7);
    expect([1, 2, 3].map((room) => may({}, room, member))).toEqual([false, true, false]);
    expect(may({}, 2, person(7, { room: 1, breakout: 1 }))).toBe(false);
    expect(may({ may_return: false }, 2, member)).toBe(false);
    expect(may({}, 3, person(8, { breakout: 3 }))).toBe(false);
  });
});

test('who has spoken since the rooms opened, at any moment, also when events come twice', () => {
  const talk = new Talk();
  const events = [says(5, 1), opened(10, [1, 2]), says(20, 1), says(25, 1, false), says(30, 2), closed(40, [1, 2])];
  for (const each of [...events, ...events, opened(50, [3])]) talk.add(each);
  expect([10, 20, 35, 45, 55].map((at) => [...talk.spoken(at)])).toEqual([[], [1], [1, 2], [], []]);
});

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
