/** Building blocks for tests of views: people, rooms, polls and events with defaults. */

import { emptySnapshot } from '../../core/reducer';
import type { Event, EventBody, Participant, Poll, Room, Snapshot } from '../../protocol/generated';

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
    tally: null,
    shared: null,
    ...rest,
  };
}

/** An event for everybody; its number is its time. */
export function event(at: number, body: EventBody): Event {
  return { seq: at, at, audience: { to: 'everyone' }, ...body } as Event;
}
