import type { Event, Snapshot } from '../../protocol/generated';
import { withItem } from './lists';
import { newcomer } from './presence';

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
  if (participants.some((person) => person.id === joined.participant)) return participants;
  return withItem(participants, { ...newcomer(joined), room: 0, breakout: null, present: false });
}
