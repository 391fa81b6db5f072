import type { Event, Participant, Snapshot } from '../../protocol/generated';
import { CONSENT_WITHHELD } from './defaults';
import { changed, replaced, without, withItem } from './lists';
import { withRoom } from './rooms';
import { withoutHand, withoutSpotlightOn } from './stage';
import { apart } from './table';

/** A person who has left. */
export function departed(person: Participant): Participant {
  return { ...withAway(person, false), present: false, tracks: [], speaking: false, asks_to_share: false };
}

/** Applies the presence, rooms and consent of people, and the waiting room. */
export function presence(state: Snapshot, event: Event): Partial<Snapshot> | undefined {
  const { participants, waiting } = state;
  switch (event.kind) {
    case 'joined':
      return {
        ...placed(state, event.participant, event.room),
        participants: withItem(participants, arrived(state, event)),
      };
    case 'left':
      return {
        ...vacated(state, event.participant),
        ...apart(state, event.participant),
        feedback: without(state.feedback, event.participant),
        voice_to_all: state.voice_to_all === event.participant ? null : state.voice_to_all,
        participants: replaced(participants, event.participant, departed),
      };
    case 'away_changed':
      return {
        participants: replaced(participants, event.participant, (person) => withAway(person, event.away)),
      };
    case 'moved':
      if (!participants.some(({ id }) => id === event.participant)) return {};
      return {
        ...placed(state, event.participant, event.room),
        participants: changed(participants, event.participant, ({ breakout }) => ({
          room: event.room,
          breakout: event.room || breakout,
        })),
      };
    case 'consent_changed':
      return { participants: changed(participants, event.participant, () => ({ consent: event.consent })) };
    case 'wait_began': {
      const { participant, at, cause } = event;
      const guest = { participant, ...named(event), ...(cause && { cause }), at, message: null };
      return { waiting: [...without(waiting, participant), guest] };
    }
    case 'wait_ended':
      return { waiting: without(waiting, event.participant) };
    case 'waiting_told':
      return {
        waiting: waiting.map((guest) =>
          guest.participant === event.participant ? { ...guest, message: event.text } : guest,
        ),
      };
    default:
      return undefined;
  }
}

/** The time since which no staff are present, in a class that had some. */
export function staffLeft(before: Snapshot, after: Snapshot, at: number): number | null {
  if (after.participants === before.participants && after.ended === before.ended) return before.staff_left;
  if (after.ended !== null || hasStaff(after)) return null;
  return hasStaff(before) ? at : before.staff_left;
}

function hasStaff({ participants }: Snapshot): boolean {
  return participants.some(({ present, role }) => present && (role === 'instructor' || role === 'assistant'));
}

/** A name, with the number of a namesake if the event has one. */
export function named({
  name,
  namesake,
}: Pick<Participant, 'name' | 'namesake'>): Pick<Participant, 'name' | 'namesake'> {
  return namesake === undefined ? { name } : { name, namesake };
}

/**
 * A participant as their first event describes them, in class or later. They publish nothing and ask for nothing yet.
 */
export function newcomer(
  joined: Extract<Event, { kind: 'joined' | 'viewer_joined' }>,
): Omit<Participant, 'room' | 'breakout' | 'present'> {
  const { participant: id, role, consent = CONSENT_WITHHELD } = joined;
  const nothing = { tracks: [], speaking: false, reaction: null, may_share: false, asks_to_share: false };
  return { id, ...named(joined), role, consent, ...nothing };
}

function arrived(state: Snapshot, joined: Extract<Event, { kind: 'joined' }>): Participant {
  const { participant, room } = joined;
  const before = state.participants.find((person) => person.id === participant)?.breakout;
  return { ...newcomer(joined), room, breakout: room || (before ?? null), present: true };
}

function withAway({ away: _, ...person }: Participant, away: boolean): Participant {
  return away ? { ...person, away, speaking: false } : person;
}

/** Moves a person into this room, out of the room where they were. */
function placed(state: Snapshot, participant: number, room: number): Partial<Snapshot> {
  const { rooms, help } = vacated(state, participant);
  return { rooms: withRoom(rooms, room), help };
}

/** A person leaves their room: their hand, their call for help and the spotlight on them end. */
function vacated(state: Snapshot, participant: number): Pick<Snapshot, 'rooms' | 'help'> {
  const rooms = withoutSpotlightOn(withoutHand(state.rooms, participant), participant);
  return { rooms, help: without(state.help, participant) };
}
