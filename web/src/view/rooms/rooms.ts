/** Breakout rooms as staff and students see them, and which of them may be watched. Pure. */

import type {
  ChatMessage,
  Event,
  HelpRequest,
  Participant,
  ParticipantId,
  Role,
  Room,
  RoomId,
  Snapshot,
} from '../../protocol/generated';
import { inRoom, isGone } from '../chat/messages';
import { isStaff, presentIn } from '../presence/people';

/** `RoomId::MAIN` of the protocol. */
export const MAIN_ROOM: RoomId = 0;

/** Breakout rooms in which people can be now. */
export function openRooms(snapshot: Snapshot): Room[] {
  return snapshot.rooms.filter((room) => room.id !== MAIN_ROOM && room.open);
}

/** Time until a room closes by itself, in milliseconds; `null` when it does not. */
export function timeLeft(room: Room, now: number): number | null {
  return room.until === null ? null : Math.max(0, room.until - now);
}

/** Times left that are said aloud, in milliseconds. */
const SAID_MS = [60_000, 30_000, 10_000];

/** The last of the times that are said aloud, while it is news: a countdown by the second is for the eyes. */
export function spokenTimeLeft(left: number): number | null {
  return SAID_MS.findLast((said) => left <= said) ?? null;
}

/** What staff see of one room. */
export interface RoomSummary {
  readonly room: Room;
  readonly people: readonly Participant[];
  /** Those inside, staff left out, who have not spoken since the rooms opened. */
  readonly silent: ReadonlySet<ParticipantId>;
  readonly last: ChatMessage | undefined;
  readonly help: HelpRequest | undefined;
}

/** All open rooms, in their order. `spoken`: who has spoken since they opened. */
export function overview(snapshot: Snapshot, spoken: ReadonlySet<ParticipantId>): RoomSummary[] {
  return openRooms(snapshot).map((room) => {
    const people = presentIn(snapshot, room);
    const quiet = people.filter((person) => !isStaff(person.role) && !person.speaking && !spoken.has(person.id));
    return {
      room,
      people,
      silent: new Set(quiet.map((person) => person.id)),
      last: snapshot.chat.findLast((message) => inRoom(message, room.id) && !isGone(message)),
      help: snapshot.help.find((request) => request.room === room.id),
    };
  });
}

/** Whether one may go by oneself into a room, as the rules have it. */
export function mayEnter(snapshot: Snapshot, self: Participant | undefined, room: RoomId): boolean {
  if (!self || self.room === room) return false;
  if (isStaff(self.role)) return true;
  const { may_return, may_choose } = snapshot.room_rules;
  if (room === MAIN_ROOM) return may_return;
  const open = openRooms(snapshot).find(({ id }) => id === room);
  if (!open) return false;
  const own = open.members.includes(self.id) || self.breakout === room;
  return may_choose || (may_return && own && self.room === MAIN_ROOM);
}

/** Since when somebody in the main room has had a choice of rooms and been in none of them; `null` when not so. */
export function choiceSince(snapshot: Snapshot, self: Participant | undefined): number | null {
  if (!self || isStaff(self.role) || self.room !== MAIN_ROOM || !snapshot.room_rules.may_choose) return null;
  const open = openRooms(snapshot);
  const placed = open.some(({ id, members }) => id === self.breakout || members.includes(self.id));
  return placed ? null : (open[0]?.opened ?? null);
}

/**
 * Who has spoken since the breakout rooms opened, at any moment of class. Events may come twice; of each kind they come in
 * order.
 */
export class Talk {
  /** Times at which rooms were opened while none was. */
  readonly #openings: { from: number; to: number; first: Map<ParticipantId, number> }[] = [];
  readonly #open = new Set<RoomId>();
  #last = 0;

  /** Takes note of an event. */
  add(event: Event): void {
    if (event.kind === 'speaking') {
      const talk = this.#at(event.at);
      const known = talk?.first.get(event.participant) ?? Infinity;
      if (event.speaking && event.at < known) talk?.first.set(event.participant, event.at);
      return;
    }
    if ((event.kind !== 'rooms_opened' && event.kind !== 'rooms_closed') || event.seq <= this.#last) return;
    this.#last = event.seq;
    if (event.kind === 'rooms_opened') {
      if (this.#open.size === 0) this.#openings.push({ from: event.at, to: Infinity, first: new Map() });
      for (const room of event.rooms) this.#open.add(room.id);
    } else {
      for (const room of event.rooms) this.#open.delete(room);
      const talk = this.#openings[this.#openings.length - 1];
      if (talk && this.#open.size === 0) talk.to = event.at;
    }
  }

  /** Who has spoken in the rooms that are open at a moment, up to it. */
  spoken(now: number): ReadonlySet<ParticipantId> {
    const first = [...(this.#at(now)?.first ?? [])];
    return new Set(first.filter(([, at]) => at <= now).map(([id]) => id));
  }

  #at(time: number) {
    return this.#openings.findLast(({ from, to }) => from <= time && time < to);
  }
}

/** A breakout room of the recording. */
export interface RecordedRoom {
  readonly id: RoomId;
  readonly name: string;
  /** Another of them has the same name. */
  readonly namesake: boolean;
  /** From opening to closing, in class time. */
  readonly from: number;
  readonly to: number;
}

/** The breakout rooms that one may watch, in their order; the main room anybody may. */
export function watchable(events: readonly Event[], you: ParticipantId | null, role: Role | undefined): RecordedRoom[] {
  const visited = new Set(stays(events, you).map(({ room }) => room));
  const closed = new Map(
    events.flatMap((event) => (event.kind === 'rooms_closed' ? event.rooms.map((id) => [id, event.at] as const) : [])),
  );
  const rooms = events.flatMap((event) => {
    if (event.kind !== 'rooms_opened') return [];
    const { watching } = event.rules;
    return event.rooms
      .filter(({ id }) => {
        if (role && isStaff(role)) return true;
        return watching === 'everyone' || (watching === 'members' && visited.has(id));
      })
      .map(({ id, name }) => ({ id, name, from: event.at, to: closed.get(id) ?? Infinity }));
  });
  const isNamesake = ({ id, name }: (typeof rooms)[number]) =>
    rooms.some((room) => room.name === name && room.id !== id);
  return rooms.map((room) => ({ ...room, namesake: isNamesake(room) }));
}

/** A time that one spent in a room: from then on. */
export interface Stay {
  readonly room: RoomId;
  readonly from: number;
}

/** Where somebody was, from when on. */
export function stays(events: readonly Event[], you: ParticipantId | null): Stay[] {
  return events.flatMap((event) => {
    if (!('participant' in event) || event.participant !== you) return [];
    if (event.kind === 'joined' || event.kind === 'moved') return [{ room: event.room, from: event.at }];
    return event.kind === 'left' ? [{ room: MAIN_ROOM, from: event.at }] : [];
  });
}

/** The room in which somebody was at a moment; the main room when they were nowhere. */
export function roomAt(list: readonly Stay[], at: number): RoomId {
  return list.findLast((stay) => stay.from <= at)?.room ?? MAIN_ROOM;
}

/** Whether an event says where somebody was, or which rooms there were: what {@link watchable} and {@link stays} read. */
export function isOfPlaces(event: Event, you: ParticipantId | null): boolean {
  if (event.kind === 'rooms_opened' || event.kind === 'rooms_closed') return true;
  return stays([event], you).length > 0;
}

/** The mix of a room ends with the room, a moment before its people are elsewhere: who follows them goes ahead by this. */
const AHEAD_MS = 300;

/**
 * The room to show: the one that was chosen while it was open, else the one where one was, as far as one may watch it, else
 * the main room. `chosen` is `null` to follow where one was.
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
