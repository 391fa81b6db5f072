/** Breakout rooms of a recording: which of them may be watched, and which one is shown at a moment. Pure. */

import type { Event, ParticipantId, Role, RoomId } from '../../protocol/generated';
import { isStaff } from '../presence/people';
import { isBy } from './authors';
import { MAIN_ROOM } from './rooms';

/** A breakout room of the recording. */
export interface RecordedRoom {
  readonly id: RoomId;
  readonly name: string;
  /** Another breakout room has the same name. */
  readonly namesake: boolean;
  /** From opening to closing, in class time. */
  readonly from: number;
  readonly to: number;
}

/** The breakout rooms that a person may watch, in their order. Everybody may watch the main room. */
export function watchable(events: readonly Event[], you: ParticipantId | null, role: Role | undefined): RecordedRoom[] {
  const visited = new Set(stays(events, you).map(({ room }) => room));
  const first = firstOf(events);
  const handedIn = new Set(events.flatMap((event) => (isOwnWork(event, you) ? [first.get(event.room)] : [])));
  const closed = new Map(
    events.flatMap((event) => (event.kind === 'rooms_closed' ? event.rooms.map((id) => [id, event.at] as const) : [])),
  );
  const rooms = events.flatMap((event) => {
    if (event.kind !== 'rooms_opened') return [];
    const { watching } = event.rules;
    return event.rooms
      .filter(({ id }) => {
        if (role && isStaff(role)) return true;
        if (watching === 'after_own' && handedIn.has(first.get(id))) return true;
        return watching === 'everyone' || (watching !== 'staff' && visited.has(id));
      })
      .map(({ id, name }) => ({ id, name, from: event.at, to: closed.get(id) ?? Infinity }));
  });
  const isNamesake = ({ id, name }: (typeof rooms)[number]) =>
    rooms.some((room) => room.name === name && room.id !== id);
  return rooms.map((room) => ({ ...room, namesake: isNamesake(room) }));
}

/** The first of the rooms that were open together with each room. */
function firstOf(events: readonly Event[]): Map<RoomId, RoomId> {
  const first = new Map<RoomId, RoomId>();
  const open = new Set<RoomId>();
  for (const event of events) {
    if (event.kind === 'rooms_closed') event.rooms.forEach((id) => open.delete(id));
    if (event.kind !== 'rooms_opened') continue;
    const [one = event.rooms[0]?.id ?? MAIN_ROOM] = open;
    for (const { id } of event.rooms) {
      first.set(id, first.get(one) ?? one);
      open.add(id);
    }
  }
  return first;
}

type WorkHandedIn = Extract<Event, { kind: 'work_handed_in' }>;

/** Whether a person handed something in later by this event, alone or with others, which opens to them what the rooms made. */
function isOwnWork(event: Event, you: ParticipantId | null): event is WorkHandedIn {
  return event.kind === 'work_handed_in' && isBy(event, you) && event.later !== undefined && event.text !== '';
}

/** The moment from which on a person was in a room. */
export interface Stay {
  readonly room: RoomId;
  readonly from: number;
}

/** The rooms of a person, in order. */
export function stays(events: readonly Event[], you: ParticipantId | null): Stay[] {
  return events.flatMap((event) => {
    if (!('participant' in event) || event.participant !== you) return [];
    if (event.kind === 'joined' || event.kind === 'moved') return [{ room: event.room, from: event.at }];
    return event.kind === 'left' ? [{ room: MAIN_ROOM, from: event.at }] : [];
  });
}

/** The room of a person at a moment; the main room when they were in none. */
export function roomAt(list: readonly Stay[], at: number): RoomId {
  return list.findLast((stay) => stay.from <= at)?.room ?? MAIN_ROOM;
}

/** Whether {@link watchable} or {@link stays} reads an event. */
export function isRoomEvent(event: Event, you: ParticipantId | null): boolean {
  if (event.kind === 'rooms_opened' || event.kind === 'rooms_closed' || isOwnWork(event, you)) return true;
  return stays([event], you).length > 0;
}

/**
 * The mix of a room ends a moment before its people are in the next room, so the cursor goes there this much earlier.
 */
const AHEAD_MS = 300;

/**
 * The room to show: the chosen one while it was open, else the one where this person was, if they may watch it, else the
 * main room. `chosen` is `null` to follow where the person was.
 */
export function shownRoom(
  chosen: RoomId | null,
  rooms: readonly RecordedRoom[],
  list: readonly Stay[],
  at: number,
): RoomId {
  if (chosen === MAIN_ROOM) return MAIN_ROOM;
  const time = at + AHEAD_MS;
  const openAt = (id: RoomId) => rooms.some((room) => room.id === id && room.from <= time && time < room.to);
  if (chosen !== null && openAt(chosen)) return chosen;
  const own = roomAt(list, time);
  return openAt(own) ? own : MAIN_ROOM;
}
