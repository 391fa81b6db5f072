import type { Event, Snapshot } from '../../protocol/generated';
import { settingsOf } from './defaults';
import { departed } from './presence';
import { onRecord } from './recording';
import { closed } from './rooms';
import { apart, tableOf } from './table';

/** Applies the start, the interruptions and the end of the session. */
export function session(state: Snapshot, event: Event): Partial<Snapshot> | undefined {
  switch (event.kind) {
    case 'session_started':
      return {
        session: event.session,
        kind: event.of,
        unrecorded: event.unrecorded,
        table: event.watches && tableOf(event.watches),
        settings: settingsOf(event.of),
        title: event.title,
        started_unix: event.started_unix,
      };
    case 'interrupted':
      return {
        interruptions: [...state.interruptions, { from: event.from, to: event.to }],
        participants: state.participants.map((participant) => ({ ...participant, speaking: false })),
        polls: state.polls.map((poll) =>
          poll.question.anonymous && poll.closed === null ? { ...poll, answered: [] } : poll,
        ),
      };
    case 'session_ended':
      return {
        ended: event.at,
        participants: state.participants.map(departed),
        rooms: state.rooms.map((room) => ({ ...closed(room), hands: [], spotlight: null })),
        waiting: [],
        help: [],
        feedback: [],
        voice_to_all: null,
        activity: null,
        off_record: onRecord(state, event.at),
        ...apart(state),
      };
    default:
      return undefined;
  }
}
