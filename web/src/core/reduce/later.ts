import type { Event, Snapshot } from '../../protocol/generated';
import { CONSENT_WITHHELD } from './defaults';
import { withItem } from './lists';
import { named } from './presence';

/** Applies the phases after class, and people who take part later without having been in class. */
export function later(state: Snapshot, event: Event): Partial<Snapshot> | undefined {
  switch (event.kind) {
    case 'session_closed':
      return { closed: true };
    case 'session_reopened':
      return { closed: false };
    case 'viewer_joined':
      return { participants: withViewer(state.participants, event) };
    default:
      return undefined;
  }
}

function withViewer(
  participants: Snapshot['participants'],
  joined: Extract<Event, { kind: 'viewer_joined' }>,
): Snapshot['participants'] {
  const { participant: id, role, consent = CONSENT_WITHHELD } = joined;
  if (participants.some((person) => person.id === id)) return participants;
  return withItem(participants, {
    id,
    ...named(joined),
    role,
    room: 0,
    breakout: null,
    present: false,
    consent,
    tracks: [],
    speaking: false,
    reaction: null,
    may_share: false,
    asks_to_share: false,
  });
}
