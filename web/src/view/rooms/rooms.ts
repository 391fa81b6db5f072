/** Breakout rooms as staff and students see them. Pure. */

import type {
  ChatMessage,
  HelpRequest,
  Participant,
  ParticipantId,
  Room,
  RoomId,
  Snapshot,
} from '../../protocol/generated';
import { inRoom, isGone } from '../chat/messages';
import { isStaff, presentIn } from '../presence/people';

/** `RoomId::MAIN` of the protocol. */
export const MAIN_ROOM: RoomId = 0;

/** The breakout rooms that are open. */
export function openRooms(snapshot: Snapshot): Room[] {
  return snapshot.rooms.filter((room) => room.id !== MAIN_ROOM && room.open);
}

/** Time until a room closes by itself, in milliseconds; `null` when it does not. */
export function timeLeft(room: Room, now: number): number | null {
  return room.until === null ? null : Math.max(0, room.until - now);
}

/** The times left that screen readers announce, in milliseconds. */
const SAID_MS = [60_000, 30_000, 10_000];

/** The last announced time: screen readers do not read every second of a countdown. */
export function spokenTimeLeft(left: number): number | null {
  return SAID_MS.findLast((said) => left <= said) ?? null;
}

/** A room as staff see it. */
export interface RoomSummary {
  readonly room: Room;
  readonly people: readonly Participant[];
  /** The people inside, without staff, who have not spoken since the rooms opened. */
  readonly silent: ReadonlySet<ParticipantId>;
  readonly last: ChatMessage | undefined;
  readonly help: HelpRequest | undefined;
}

/** All open rooms, in their order. `spoken` are the people who have spoken since the rooms opened. */
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

/** Whether the rules let a person go into a room by themselves. */
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

/** The time since which a person in the main room could choose a room but has been in none; `null` otherwise. */
export function choiceSince(snapshot: Snapshot, self: Participant | undefined): number | null {
  if (!self || isStaff(self.role) || self.room !== MAIN_ROOM || !snapshot.room_rules.may_choose) return null;
  const open = openRooms(snapshot);
  const placed = open.some(({ id, members }) => id === self.breakout || members.includes(self.id));
  return placed ? null : (open[0]?.opened ?? null);
}
