/** Building blocks for tests of views: people, rooms, polls and events with defaults. */

import { emptySnapshot } from '../../core/reducer';
import type {
  Action,
  Event,
  EventBody,
  Participant,
  Poll,
  Room,
  RoomRules,
  Settings,
  Snapshot,
} from '../../protocol/generated';

/** A guest who is present and has no tracks. */
export function person(id: number, rest: Partial<Participant> = {}): Participant {
  return {
    id,
    name: `Person ${id}`,
    role: 'guest',
    room: 0,
    breakout: null,
    present: true,
    consent: { record_camera: true, record_voice: true },
    tracks: [],
    speaking: false,
    reaction: null,
    may_share: false,
    asks_to_share: false,
    ...rest,
  };
}

/** An open room. */
export function roomWith(id: number, rest: Partial<Room> = {}): Room {
  const name = id === 0 ? '' : `Room ${id}`;
  return {
    id,
    name,
    task: '',
    open: true,
    opened: null,
    until: null,
    members: [],
    hands: [],
    spotlight: null,
    ...rest,
  };
}

/** A class with these people in its main room. */
export function classOf(participants: Participant[], rest: Partial<Snapshot> = {}): Snapshot {
  return { ...emptySnapshot(), seq: 1, session: 'session', title: 'A class', participants, ...rest };
}

/** An open question to all, yes or no. */
export function pollOf(id: number, rest: Partial<Poll> = {}): Poll {
  return {
    id,
    room: null,
    question: { text: `Question ${id}`, form: { form: 'yes_no' }, anonymous: false },
    quiz: false,
    by: 1,
    at: 0,
    until: null,
    closed: null,
    again: null,
    key: null,
    answered: [],
    ballots: [],
    late: [],
    late_answers: { late: 'open' },
    tally: null,
    shared: null,
    ...rest,
  };
}

/** An event for everybody; its number is its time. */
export function event(at: number, body: EventBody): Event {
  return { seq: at, at, audience: { to: 'everyone' }, ...body } as Event;
}

/** The usual rules of breakout rooms. */
export const RULES: RoomRules = { may_return: true, may_choose: false, late: 'main', watching: 'members' };

/** Breakout rooms of these numbers open, without members. */
export function roomsOpened(at: number, ids: number[], rules: Partial<RoomRules> = {}): Event {
  const rooms = ids.map((id) => ({ id, name: `Room ${id}`, task: '', until: null, members: [] }));
  return event(at, { kind: 'rooms_opened', rooms, rules: { ...RULES, ...rules }, by: 9 });
}

/** Breakout rooms close. */
export function roomsClosed(at: number, rooms: number[]): Event {
  return event(at, { kind: 'rooms_closed', rooms });
}

/** The permissions of students that matter to views. */
export const STUDENT = new Set<Action>(['attend', 'publish', 'share_screen', 'chat', 'chat_staff', 'raise_hand']);
/** The permissions of staff that matter to views. */
export const STAFF = new Set<Action>([...STUDENT, 'chat_person', 'delete_messages', 'mute_others']);

/** A person who acts, in a class with another student and an instructor: as the rules about permissions take them. */
export function actor(settings: Partial<Settings> = {}, self: Participant = person(1), rest: Partial<Snapshot> = {}) {
  const snapshot = classOf([self, person(2), person(3, { role: 'instructor' })], rest);
  const rolePermissions: ReadonlySet<Action> = self.role === 'instructor' ? STAFF : STUDENT;
  return { rolePermissions, self, snapshot: { ...snapshot, settings: { ...snapshot.settings, ...settings } } };
}
