import type { Event, Snapshot } from '../../protocol/generated';
import { bySeat, without } from './lists';

/** What events about the agenda and feedback make of the state. */
export function agenda(state: Snapshot, event: Event): Partial<Snapshot> | undefined {
  const { activity, feedback } = state;
  switch (event.kind) {
    case 'agenda_set':
      return { agenda: event.activities, activity: activity && { ...activity, position: null } };
    case 'activity_started': {
      const { position, activity, at, until } = event;
      return { activity: { position, activity, at, until }, feedback: [] };
    }
    case 'activity_extended':
      return { activity: activity && { ...activity, until: event.until } };
    case 'activity_ended':
      return { activity: null };
    case 'feedback_set': {
      const { participant, feedback: given, at } = event;
      if (given === null) return { feedback: without(feedback, participant) };
      return { feedback: bySeat(feedback, { participant, feedback: given, at }) };
    }
    default:
      return undefined;
  }
}
