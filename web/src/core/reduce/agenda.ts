import type { Activity, Event, RunningActivity, Snapshot } from '../../protocol/generated';
import { bySeat, without } from './lists';

/** Applies the agenda, the running activity and feedback. */
export function agenda(state: Snapshot, event: Event): Partial<Snapshot> | undefined {
  const { activity, feedback } = state;
  switch (event.kind) {
    case 'agenda_set':
      return { agenda: event.activities, activity: activity && placed(activity, event.activities) };
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

/** The running activity keeps its position in a changed agenda if the same activity stands there. */
function placed(running: RunningActivity, agenda: readonly Activity[]): RunningActivity {
  const there = running.position === null ? undefined : agenda[running.position];
  return there && isSame(there, running.activity) ? running : { ...running, position: null };
}

/** Whether two activities are of the same kind, title and planned time. */
export function isSame(a: Activity, b: Activity): boolean {
  return a.kind === b.kind && a.title === b.title && a.planned === b.planned;
}
