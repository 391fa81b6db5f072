import { describe, expect, test } from 'vitest';
import type { Action, ChatMessage, Event, Track } from '../protocol/generated';
import { bytesLeft, isGone, privacyOf, unread } from './chat/messages';
import { announcementOf, gather } from './classroom/announce';
import { classOf, event, person, roomWith } from './kit/fixture';
import { clockTime, initials } from './kit/format';
import { actionsFor, handOver, handPlace, inOrder, reactionAt, REACTION_MS } from './presence/people';
import { deviceHeight, sameWishes, wishesOf } from './stage/videoRequests';

test('class time', () => {
  expect([0, 7_400, 782_000, 3_849_000, -5].map(clockTime)).toEqual(['0:00', '0:07', '13:02', '1:04:09', '0:00']);
});

test('initials', () => {
  expect(['Dr. Ada Okafor', 'mika', 'João da Rua', '王小明', '', 'Dr.'].map(initials)).toEqual([
    'AO',
    'M',
    'JR',
    '王',
    '?',
    'D',
  ]);
});

describe('people', () => {
  const room = roomWith(0, {
    hands: [
      { participant: 3, at: 5 },
      { participant: 1, at: 9 },
    ],
  });
  const all = new Set<Action>(['mute_others', 'lower_hands', 'spotlight', 'chat_person', 'remove', 'raise_hand']);

  test('hands in their order, then staff, then names', () => {
    const people = [
      person(1, { name: 'Zoe' }),
      person(2, { name: 'bo' }),
      person(3, { name: 'Yan' }),
      person(4, { name: 'Xi', role: 'instructor' }),
      person(5, { name: 'Al' }),
    ];
    expect(inOrder(people, room, 'en').map((p) => p.id)).toEqual([3, 1, 4, 5, 2]);
    expect([3, 1, 2].map((id) => handPlace(room, id))).toEqual([1, 2, 0]);
  });

  test('staff may do what makes sense, others nothing', () => {
    const shown = person(3, {
      tracks: [
        { source: 'microphone', state: 'muted', since: 0 },
        { source: 'camera', state: 'on', since: 0 },
      ],
    });
    expect(actionsFor(shown, room, 9, all)).toEqual([
      'ask_to_unmute',
      'stop_camera',
      'lower_hand',
      'spotlight_camera',
      'message',
      'rename',
      'remove',
    ]);
    expect(actionsFor(shown, room, 9, new Set(['chat', 'raise_hand']))).toEqual([]);
    expect(actionsFor(shown, room, 3, new Set<Action>(['raise_hand']))).toEqual(['lower_hand']);
  });

  test('who holds the class gives roles, moves people, and is removed by nobody below', () => {
    const instructor = new Set<Action>([...all, 'set_role', 'settings', 'rooms']);
    const does = (rest: Parameters<typeof person>[1], may = instructor, rooms = true) =>
      actionsFor(person(3, rest), roomWith(0), 9, may, { rooms });
    const asked = ['let_share', 'make_assistant', 'move', 'rename', 'remove'];
    expect(does({}).slice(2)).toEqual(asked);
    expect(does({}, instructor, false)).not.toContain('move');
    expect(does({ may_share: true })).toContain('end_share');
    expect(does({ role: 'assistant' }).slice(1)).toEqual(['end_assistant', 'move', 'rename', 'remove']);
    expect(does({ role: 'instructor' }, all)).toEqual(['ask_to_unmute', 'rename']);
  });

  test('the screen is handed over from whoever shares, if they are not staff', () => {
    const screen: Track[] = [{ source: 'screen', state: 'on', since: 0 }];
    const sharers = [person(4, { tracks: screen, may_share: true })];
    const may = new Set<Action>(['settings']);
    expect(actionsFor(person(3), roomWith(0), 9, may, { sharers })).toEqual(['hand_over', 'let_share']);
    expect(actionsFor(sharers[0]!, roomWith(0), 9, may, { sharers })).toEqual(['end_share']);
    const staff = person(9, { role: 'instructor', tracks: screen });
    expect(handOver(person(3), [person(3), ...sharers, staff])).toEqual([
      { do: 'set_may_share', participant: 4, may_share: false },
      { do: 'set_may_share', participant: 3, may_share: true },
    ]);
  });

  test('a spotlight can be taken away', () => {
    const lit = { ...room, hands: [], spotlight: { participant: 2, source: 'camera' as const } };
    expect(actionsFor(person(2), lit, 9, new Set<Action>(['spotlight']))).toEqual(['remove_spotlight']);
  });

  test('a reaction fades by the clock of whoever looks', () => {
    const someone = person(1, { reaction: { reaction: 'heart', at: 1_000 } });
    expect(reactionAt(someone, 999)).toBeUndefined();
    expect(reactionAt(someone, 1_000)?.reaction).toBe('heart');
    expect(reactionAt(someone, 1_000 + REACTION_MS)).toBeUndefined();
  });
});

describe('chat', () => {
  const message = (seq: number, participant: number, rest: Partial<ChatMessage> = {}): ChatMessage => ({
    seq,
    at: seq,
    audience: { to: 'room', room: 0 },
    participant,
    text: 'text',
    deleted: false,
    ...rest,
  });

  test('own messages are not unread', () => {
    const chat = [message(1, 1), message(2, 2), message(3, 1), message(4, 2)];
    expect(unread(chat, 1, 1)).toBe(2);
    expect(unread(chat, 4, 1)).toBe(0);
    expect(unread([], 0, 1)).toBe(0);
  });

  test('a text that was deleted is gone at every moment, also before it was', () => {
    expect(isGone(message(1, 1))).toBe(false);
    expect(isGone(message(1, 1, { text: '' }))).toBe(true);
    expect(isGone(message(1, 1, { text: '', deleted: true }))).toBe(true);
  });

  test('to whom a private message went', () => {
    expect(privacyOf(message(1, 2))).toBeNull();
    expect(privacyOf(message(1, 2, { audience: { to: 'staff', and: 2 } }))).toEqual({ kind: 'staff' });
    expect(privacyOf(message(1, 9, { audience: { to: 'staff' } }))).toEqual({ kind: 'staff' });
    expect(privacyOf(message(1, 9, { audience: { to: 'staff', and: 2 } }))).toEqual({ kind: 'person', participant: 2 });
  });

  test('the counter shows near the limit, in bytes', () => {
    expect(bytesLeft('short')).toBeNull();
    expect(bytesLeft('é'.repeat(4_000))).toBe(192);
    expect(bytesLeft('x'.repeat(8_200))).toBe(-8);
  });
});

describe('announcements', () => {
  const consent = { record_camera: true, record_voice: true };

  test('of others, not of oneself', () => {
    expect(announcementOf(event(1, { kind: 'hand_raised', participant: 2 }), 1)).toEqual({ say: 'hand_up', who: 2 });
    expect(announcementOf(event(1, { kind: 'hand_raised', participant: 1 }), 1)).toBeNull();
    expect(announcementOf(event(1, { kind: 'speaking', participant: 2, speaking: true }), 1)).toBeNull();
  });

  test('who waits and who needs help; nothing of other rooms', () => {
    const said = (body: Parameters<typeof event>[1], room = 0) => announcementOf(event(1, body), 1, room);
    expect(said({ kind: 'wait_began', participant: 2, name: 'Lin', consent })).toEqual({ say: 'waits', who: 2 });
    expect(said({ kind: 'help_asked', participant: 2, room: 3, reason: '' })).toEqual({ say: 'help', who: 2 });
    expect(said({ kind: 'joined', participant: 2, name: 'Lin', role: 'guest', room: 3, consent })).toBeNull();
    const chat = { ...event(1, { kind: 'chat_sent', participant: 2, text: 'x' }), audience: { to: 'room', room: 3 } };
    expect(announcementOf(chat as Event, 1, 0)).toBeNull();
    expect(announcementOf(chat as Event, 1, 3)).toMatchObject({ say: 'message' });
  });

  test('many of a kind are counted', () => {
    const joins = [2, 3, 4, 5].map((who) => ({ say: 'joined' as const, who }));
    expect(gather([...joins, { say: 'hand_up', who: 2 }])).toEqual([
      { say: 'joined', count: 4 },
      { say: 'hand_up', who: 2 },
    ]);
  });
});

test('wishes follow the shown height in steps', () => {
  expect(deviceHeight(117, 1)).toBe(180);
  expect(deviceHeight(117, 2)).toBe(270);
  expect(deviceHeight(5_000, 2)).toBe(2160);
  const wish = { track: { participant: 1, source: 'camera' as const }, height: 180 };
  expect(sameWishes([wish], [{ ...wish }])).toBe(true);
  expect(sameWishes([wish], [])).toBe(false);
});

test('wishes are for the pictures of others that are on', () => {
  const camera = (id: number, state: 'on' | 'muted') =>
    person(id, { tracks: [{ source: 'camera' as const, state, since: 0 }] });
  const snapshot = classOf([camera(1, 'on'), camera(2, 'on'), camera(3, 'muted'), person(4)]);
  const tiles = [2, 1, 3, 4].map((participant) => ({
    tile: { participant, source: 'camera' as const },
    main: false,
    x: 0,
    y: 0,
    width: 320,
    height: 180,
  }));
  expect(wishesOf({ tiles, more: null }, snapshot, 1, 1)).toEqual([
    { track: { participant: 2, source: 'camera' }, height: 180 },
  ]);
});
