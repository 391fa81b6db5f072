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
