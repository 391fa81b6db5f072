import { describe, expect, test } from 'vitest';
import type { Participant } from '../../protocol/generated';
import { actor, classOf, person, roomWith, STAFF, STUDENT } from '../kit/fixture';
import { addressee, mayDelete, recipients, recipientsLater, writeAgainAt } from './rules';

const teacher = person(3, { role: 'instructor' });

describe('writing', () => {
  const ids = (people: readonly Participant[]) => people.map(({ id }) => id);

  test('to each other in private only where that is set', () => {
    expect(ids(recipients(actor()).people)).toEqual([]);
    expect(ids(recipients(actor({ private_chat: true })).people)).toEqual([2]);
    expect(ids(recipients(actor({ private_chat: true, chat: 'to_staff' })).people)).toEqual([]);
  });

  test('staff write to anybody, and to all rooms while there are some', () => {
    const elsewhere = person(2, { room: 1 });
    const alone = { ...actor({}, teacher), snapshot: classOf([elsewhere, teacher]) };
    expect(ids(recipients(alone).people)).toEqual([2]);
    expect(recipients(alone).everywhere).toBe(false);
    const rooms = [roomWith(0), roomWith(1)];
    expect(recipients({ ...alone, snapshot: { ...alone.snapshot, rooms } }).everywhere).toBe(true);
  });

  test('to staff where there are some: students who meet by themselves have none until one comes', () => {
    const study = (...more: Participant[]) => ({
      ...actor(),
      snapshot: { ...classOf([person(1), ...more]), kind: 'study' as const },
    });
    expect(recipients(actor()).staff).toBe(true);
    expect(recipients(study()).staff).toBe(false);
    expect(recipients(study(teacher)).staff).toBe(true);
    expect(recipients(study({ ...teacher, present: false })).staff).toBe(false);
  });

  test('slowly', () => {
    const message = { seq: 9, at: 9_000, audience: { to: 'room' as const, room: 0 }, participant: 1, text: 'x' };
    const chat = [{ ...message, deleted: false }];
    expect(writeAgainAt(actor({ chat_gap: 10_000 }, person(1), { chat }))).toBe(19_000);
    expect(writeAgainAt(actor({}, person(1), { chat }))).toBe(0);
    expect(mayDelete(chat[0]!, 1, STUDENT)).toBe(true);
    expect(mayDelete(chat[0]!, 2, STUDENT)).toBe(false);
    expect(mayDelete(chat[0]!, 2, STAFF)).toBe(true);
    expect(mayDelete({ ...chat[0]!, deleted: true }, 1, STAFF)).toBe(false);
    expect(mayDelete(chat[0]!, 1, new Set())).toBe(false);
  });
});

describe('a message goes', () => {
  const all = { room: 0, everywhere: true, staff: true, people: [person(2)] };

  test('to whom it is for', () => {
    for (const to of [
      { to: 'room', room: 0 },
      { to: 'everywhere' },
      { to: 'staff' },
      { to: 'person', participant: 2 },
    ] as const) {
      expect(addressee(to, all)).toEqual(to);
    }
  });

  test('to nobody, when it is private and they cannot be written to', () => {
    expect(addressee({ to: 'person', participant: 3 }, all)).toBeNull();
    expect(addressee({ to: 'person', participant: 2 }, { ...all, people: [] })).toBeNull();
    expect(addressee({ to: 'staff' }, { ...all, staff: false })).toBeNull();
  });

  test('to the room in which one is, and to no other than the one in which it was begun', () => {
    expect(addressee({ to: 'room' }, { ...all, room: 2 })).toEqual({ to: 'room', room: 2 });
    expect(addressee({ to: 'room', room: 2 }, { ...all, room: 2 })).toEqual({ to: 'room', room: 2 });
    expect(addressee({ to: 'room', room: 2 }, all)).toBeNull();
  });

  test('to fewer, when it cannot go to all', () => {
    const rooms = { ...all, everywhere: false };
    expect(addressee({ to: 'everywhere' }, rooms)).toEqual({ to: 'room', room: 0 });
    expect(addressee({ to: 'room' }, { ...rooms, room: null })).toEqual({ to: 'staff' });
    expect(addressee({ to: 'room' }, { ...rooms, room: null, staff: false })).toBeNull();
  });
});

describe('writing at a moment of a recording', () => {
  test('is for whoever may write there, to whom the settings of class let them', () => {
    const to = (room: number | null, staff = true) => ({ room, everywhere: false, staff, people: [] });
    const student = { role: 'student', writes: true } as const;
    expect(recipientsLater(student, 'everyone')).toEqual(to(0));
    expect(recipientsLater(student, 'to_staff')).toEqual(to(null));
    expect(recipientsLater(student, 'off')).toBeUndefined();
    expect(recipientsLater({ ...student, writes: false }, 'everyone')).toBeUndefined();
    expect(recipientsLater({ role: 'assistant', writes: true }, 'off')).toEqual(to(0, false));
  });
});
