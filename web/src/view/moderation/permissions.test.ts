import { describe, expect, test } from 'vitest';
import type { Event } from '../../protocol/generated';
import { actor, classOf, event, person, STUDENT } from '../kit/fixture';
import {
  asksToShare,
  unmuteGranted,
  mayNow,
  maySwitchMicrophone,
  permittedNow,
  shareWay,
  blockedByClass,
} from './permissions';

const teacher = person(3, { role: 'instructor' });

describe('permissions', () => {
  test.each([
    ['camera', { cameras: false }],
    ['unmute', { may_unmute: false }],
    ['chat', { chat: 'to_staff' }],
    ['chat_staff', { chat: 'off' }],
    ['share_screen', { sharing: 'asking' }],
    ['share_screen', { sharing: 'staff' }],
  ] as const)('%s is blocked by %o for all but staff', (permission, settings) => {
    expect(mayNow(actor(settings), permission)).toBe(false);
    expect(mayNow(actor(settings, teacher), permission)).toBe(true);
    expect(mayNow(actor({ sharing: 'everyone' }), permission)).toBe(true);
  });

  test('what the role may not do, no setting gives', () => {
    expect(mayNow(actor(), 'mute_others')).toBe(false);
    expect(permittedNow({ ...actor(), rolePermissions: new Set() })).toEqual(new Set());
  });

  test('the class blocks what the role permits and is not on', () => {
    const off = { microphone: false, camera: false, screen: false };
    const all = { may_unmute: false, cameras: false, sharing: 'staff' } as const;
    expect([...blockedByClass(actor(all), off)]).toEqual(['microphone', 'camera', 'screen']);
    expect([...blockedByClass(actor(all), { ...off, camera: true })]).toEqual(['microphone', 'screen']);
    expect(blockedByClass(actor(all, teacher), off).size).toBe(0);
    expect(blockedByClass({ ...actor(all), rolePermissions: new Set() }, off).size).toBe(0);
    expect(blockedByClass(actor({ sharing: 'asking' }), off).size).toBe(0);
    const asks = actor({ sharing: 'asking' }, person(1, { asks_to_share: true }));
    expect([...blockedByClass(asks, off)]).toEqual(['screen']);
  });

  test('the set of permissions stays the same object while nothing is blocked', () => {
    expect(permittedNow(actor({ sharing: 'everyone' }))).toBe(STUDENT);
    expect(permittedNow(actor({ sharing: 'everyone', chat: 'off' })).has('chat')).toBe(false);
  });

  test('a microphone can always be muted', () => {
    expect(maySwitchMicrophone(actor({ may_unmute: false }), 'on')).toBe(true);
    expect(maySwitchMicrophone(actor({ may_unmute: false }), 'muted')).toBe(false);
  });
});

describe('sharing', () => {
  test('is asked for, and granted', () => {
    expect(shareWay(actor())).toBe('ask');
    expect(shareWay(actor({}, person(1, { asks_to_share: true })))).toBe('asked');
    expect(shareWay(actor({}, person(1, { may_share: true })))).toBe('may');
    expect(shareWay(actor({}, teacher))).toBe('may');
  });

  test('by staff alone is not asked for, not even by whom staff had let', () => {
    expect(shareWay(actor({ sharing: 'staff' }, person(1, { may_share: true })))).toBe('no');
  });

  test('those who left do not ask', () => {
    const people = [person(1, { asks_to_share: true }), person(2, { asks_to_share: true, present: false })];
    expect(asksToShare(classOf(people)).map(({ id }) => id)).toEqual([1]);
  });
});

describe('who was asked to unmute', () => {
  const closed = actor({ may_unmute: false });
  const asked = event(1, { kind: 'asked_to_unmute', participant: 1, by: 3 });
  const microphone = (state: 'on' | 'muted', by?: number) =>
    event(2, { kind: 'track_changed', participant: 1, source: 'microphone', state, ...(by && { by }) });
  const after = (...events: Event[]) =>
    events.reduce((grant, each) => unmuteGranted(grant, each, closed), null as boolean | null);

  test('may do so again and again', () => {
    expect(after(asked, microphone('on'), microphone('muted'))).toBe(true);
    expect(after(event(1, { kind: 'asked_to_unmute', participant: 2, by: 3 }))).toBeNull();
  });

  test('until staff mute them, or take it back', () => {
    expect(after(asked, microphone('on'), microphone('muted', 3))).toBe(false);
    expect(after(asked, event(2, { kind: 'unmute_taken_back', participant: 1, by: 3 }))).toBe(false);
  });

  test('or the rule changes', () => {
    const open = actor({ may_unmute: true });
    expect(unmuteGranted(true, asked, open)).toBe(false);
  });
});
