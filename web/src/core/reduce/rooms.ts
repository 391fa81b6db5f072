import type { Event, HelpRequest, OpenedRoom, Room, Snapshot, Work } from '../../protocol/generated';
import { DEFAULT_RULES } from './defaults';
import { changed, without, withItem } from './lists';

export const MAIN_ROOM = 0;

/** What is handed in by an event. */
export function workOf(event: Extract<Event, { kind: 'work_handed_in' }>): Work {
  const { seq, room, participant, at, later, audience, text, with: others } = event;
  return { seq, room, participant, at, ...(later && { later }), audience, text, ...(others && { with: others }) };
}

/** A room of which only the number is known. The main room is always open. */
export function emptyRoom(id: number): Room {
  return {
    id,
    name: '',
    task: '',
    open: id === MAIN_ROOM,
    opened: null,
    until: null,
    members: [],
    hands: [],
    spotlight: null,
  };
}

/** Applies opening and closing of breakout rooms, their time, calls for help, work that is handed in, and the voice to all rooms. */
export function rooms(state: Snapshot, event: Event): Partial<Snapshot> | undefined {
  const { rooms } = state;
  switch (event.kind) {
    case 'rooms_opened':
      return { room_rules: { ...DEFAULT_RULES, ...event.rules }, rooms: withOpened(rooms, event.rooms, event.at) };
    case 'room_time_set':
      return { rooms: event.rooms.reduce((all, id) => withRoom(all, id, { until: event.until }), rooms) };
    case 'rooms_closed':
      return roomsClosed(state, event.rooms);
    case 'help_asked': {
      const { participant, room, reason, at } = event;
      return { help: withHelp(state.help, { participant, room, reason, at }) };
    }
    case 'help_ended':
      return { help: without(state.help, event.participant) };
    case 'work_handed_in':
      return { work: [...(state.work ?? []), workOf(event)] };
    case 'voice_to_all_set':
      return { voice_to_all: event.participant };
    default:
      return undefined;
  }
}

/** `rooms` with this one, changed; a room exists from its first mention on. */
export function withRoom(rooms: Room[], id: number, change: Partial<Room> = {}): Room[] {
  return rooms.some((room) => room.id === id)
    ? changed(rooms, id, () => change)
    : withItem(rooms, { ...emptyRoom(id), ...change });
}

/** The room when it is closed. The main room never closes. */
export function closed(room: Room): Room {
  return room.id === MAIN_ROOM ? room : { ...room, open: false, until: null };
}

/** Rooms that open while others are open count as opened together with them. */
function withOpened(rooms: Room[], opened: readonly OpenedRoom[], at: number): Room[] {
  const since = rooms.find((room) => room.open && room.id !== MAIN_ROOM)?.opened ?? at;
  return opened.reduce(
    (all, { id, name, task, until, members }) =>
      withRoom(all, id, { name, task, open: true, opened: since, until, members }),
    rooms,
  );
}

function roomsClosed(state: Snapshot, ids: number[]): Partial<Snapshot> {
  const rooms = ids.reduce((all, id) => withRoom(all, id), state.rooms);
  const left = rooms.map((room) => (ids.includes(room.id) ? closed(room) : room));
  const anyOpen = left.some((room) => room.open && room.id !== MAIN_ROOM);
  return { rooms: left, voice_to_all: anyOpen ? state.voice_to_all : null };
}

/** A person who asks again keeps their place in the queue and changes the reason. */
function withHelp(help: HelpRequest[], request: HelpRequest): HelpRequest[] {
  const { participant, reason } = request;
  if (!help.some((other) => other.participant === participant)) return [...help, request];
  return help.map((other) => (other.participant === participant ? { ...other, reason } : other));
}
