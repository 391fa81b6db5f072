import { describe, expect, test } from 'vitest';
import type { Action, Track } from '../../protocol/generated';
import { person, roomWith } from '../kit/fixture';
import { actionsFor, handOver } from './personActions';

describe('actions', () => {
  const room = roomWith(0, {
    hands: [
      { participant: 3, at: 5 },
      { participant: 1, at: 9 },
    ],
  });
  const all = new Set<Action>(['mute_others', 'lower_hands', 'spotlight', 'chat_person', 'remove', 'raise_hand']);

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
    expect(does({ role: 'instructor' }, all)).toEqual(['ask_to_unmute']);
    const speaks = { role: 'instructor', tracks: [{ source: 'microphone', state: 'on', since: 0 }] } as const;
    expect(does({ ...speaks, tracks: [...speaks.tracks] }, new Set([...all, 'rooms']))).toEqual([]);
    expect(does({ ...speaks, tracks: [...speaks.tracks] })).toEqual(['mute', 'move', 'rename', 'remove']);
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
});
