/** What came of the tasks of breakout rooms: handed in by the rooms, or later by people who missed them, alone or together. Pure. */

import type { Event, ParticipantId, Room, RoomId, Work } from '../../protocol/generated';
import { authorsOf, isBy } from './authors';
import { stays } from './recorded';
import { MAIN_ROOM } from './rooms';

/** Breakout rooms that were open together. */
export interface Round {
  readonly opened: number;
  readonly rooms: readonly Room[];
}

/** The breakout rooms up to now, by when they were opened, the last first. */
export function rounds(rooms: readonly Room[]): Round[] {
  const breakout = rooms.filter(({ id }) => id !== MAIN_ROOM);
  const openings = [...new Set(breakout.map((room) => room.opened ?? 0))].reverse();
  return openings.map((opened) => ({ opened, rooms: breakout.filter((room) => (room.opened ?? 0) === opened) }));
}

const counts = (work: Work | undefined): work is Work => work !== undefined && work.text !== '';

/** What a room handed in last, unless it took it back. */
export function workOf(work: readonly Work[], room: RoomId): Work | undefined {
  const last = work.findLast((one) => one.room === room && !one.later);
  return counts(last) ? last : undefined;
}

/** What each person who missed a room, or those who did it together, handed in for it last, in the order in which they began. */
export function lateWorkOf(work: readonly Work[], room: RoomId): Work[] {
  let pieces: Work[] = [];
  for (const one of work) {
    if (one.room !== room || !one.later) continue;
    const isBefore = (piece: Work) => authorsOf(piece).some((author) => isBy(one, author));
    const place = pieces.findIndex(isBefore);
    pieces = pieces.filter((piece) => !isBefore(piece));
    pieces.splice(place === -1 ? pieces.length : place, 0, one);
  }
  return pieces.filter(counts);
}

/** Whether somebody was in none of these rooms, which are over. `live`: class goes on. */
export function isMissed({ rooms }: Round, events: readonly Event[], you: ParticipantId, live: boolean): boolean {
  const visited = new Set(stays(events, you).map(({ room }) => room));
  const closed = new Set(events.flatMap((event) => (event.kind === 'rooms_closed' ? event.rooms : [])));
  return rooms.every(({ id }) => !visited.has(id) && (!live || closed.has(id)));
}

/** Whether whoever missed these rooms sees what was made there once they have handed in their own. */
export function isShownAfter({ rooms }: Round, events: readonly Event[]): boolean {
  return events.some(
    (event) =>
      event.kind === 'rooms_opened' &&
      event.rules.watching === 'after_own' &&
      event.rooms.some(({ id }) => rooms.some((room) => room.id === id)),
  );
}

/** The way of somebody who missed rooms to hand in, on Watch. */
export interface LaterWork {
  /** Whether they were in none of these rooms, which are over. */
  readonly missed: (round: Round) => boolean;
  /** Whether they see what was made once they have handed in. */
  readonly shownAfter: (round: Round) => boolean;
  /** Hands in; resolves to whether it was taken. */
  readonly send: (room: RoomId, text: string) => Promise<boolean>;
}
