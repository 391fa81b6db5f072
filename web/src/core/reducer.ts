import type { Event, Snapshot } from '../protocol/generated';
import { agenda } from './reduce/agenda';
import { chat } from './reduce/chat';
import { moderation } from './reduce/moderation';
import { polls } from './reduce/polls';
import { presence } from './reduce/presence';
import { emptyRoom, MAIN_ROOM, rooms } from './reduce/rooms';
import { session } from './reduce/session';
import { stage } from './reduce/stage';

/** The state before the first event. */
export function emptySnapshot(): Snapshot {
  return {
    seq: 0,
    session: null,
    title: '',
    started_unix: 0,
    ended: null,
    interruptions: [],
    rooms: [emptyRoom(MAIN_ROOM)],
    participants: [],
    settings: {
      waiting_room: false,
      locked: false,
      chat: 'everyone',
      chat_gap: 0,
      private_chat: false,
      sharing: 'asking',
      may_unmute: true,
      cameras: true,
    },
    waiting: [],
    room_rules: { may_return: true, may_choose: false, late: 'main', watching: 'members' },
    voice_to_all: null,
    help: [],
    polls: [],
    prepared: [],
    agenda: [],
    activity: null,
    feedback: [],
    chat: [],
  };
}

/**
 * The state after `event`: a new object that shares all unchanged parts with the old one. The twin of `live::reduce` on
 * the server; both are held to `server/protocol/golden`.
 *
 * Events of a kind that this client does not know (the server is newer) change nothing but `seq`.
 */
export function reduce(state: Snapshot, event: Event): Snapshot {
  return { ...state, ...changes(state, event), seq: event.seq };
}

/** Each feature applies its own kinds of events and leaves the others to the next. */
function changes(state: Snapshot, event: Event): Partial<Snapshot> | undefined {
  return (
    presence(state, event) ??
    stage(state, event) ??
    chat(state, event) ??
    rooms(state, event) ??
    polls(state, event) ??
    agenda(state, event) ??
    moderation(state, event) ??
    session(state, event)
  );
}
