import type { Event, Snapshot } from '../protocol/generated';
import { agenda } from './reduce/agenda';
import { chapters } from './reduce/chapters';
import { chat } from './reduce/chat';
import { DEFAULT_RULES, DEFAULT_SETTINGS } from './reduce/defaults';
import { later } from './reduce/later';
import { moderation } from './reduce/moderation';
import { polls } from './reduce/polls';
import { presence, staffLeft } from './reduce/presence';
import { recording } from './reduce/recording';
import { emptyRoom, MAIN_ROOM, rooms } from './reduce/rooms';
import { session } from './reduce/session';
import { stage } from './reduce/stage';
import { table } from './reduce/table';

/** The state before the first event. */
export function emptySnapshot(): Snapshot {
  return {
    seq: 0,
    session: null,
    title: '',
    started_unix: 0,
    ended: null,
    closed: false,
    staff_left: null,
    interruptions: [],
    rooms: [emptyRoom(MAIN_ROOM)],
    participants: [],
    settings: DEFAULT_SETTINGS,
    waiting: [],
    room_rules: DEFAULT_RULES,
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
  const after = { ...state, ...changes(state, event), seq: event.seq };
  return { ...after, staff_left: staffLeft(state, after, event.at) };
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
    chapters(state, event) ??
    recording(state, event) ??
    table(state, event) ??
    moderation(state, event) ??
    later(state, event) ??
    session(state, event)
  );
}
