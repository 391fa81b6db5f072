import { describe, expect, test } from 'vitest';
import type { Participant, RoomRules } from '../../protocol/generated';
import { chatIn, privacyOf, toAllRooms } from '../chat/messages';
import { classOf, person, roomWith } from '../kit/fixture';
import { mayEnter, openRooms, overview, spokenTimeLeft, timeLeft } from './rooms';

const RULES: RoomRules = { may_return: true, may_choose: false, late: 'main', watching: 'members' };

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
    expect(privacyOf(here.chat[3]!)).toEqual({ kind: 'person', participant: 2, withStaff: false });
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
