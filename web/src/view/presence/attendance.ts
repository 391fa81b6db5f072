/** Who was in a class, and when, as the journal tells it. Pure. */

import { t } from '../../i18n';
import '../../i18n/late/downloads';
import { LIMITS, type Event, type ParticipantId, type Role } from '../../protocol/generated';
import { clockTime } from '../kit/format';

const MINUTE_MS = 60_000;
/** How late the server may be to give somebody up. */
const TICK_MS = 1_000;

/** Somebody who was there. Times are those of class. */
export type Attendance = {
  role: Role;
  /** When they came first. */ readonly came: number;
  /** When they were there last. */ left: number;
  /** For how long they were there and heard of. */ present: number;
  /** For how long they were there without a connection. */ away: number;
  /** Whether class goes on, and they are there. */ here?: boolean;
};

type Seat = Attendance & {
  /** Since when they are there. */ since?: number;
  /** Since when nothing is heard of their connection. */ awaySince?: number;
  /** When the server was back, if it was away while they were there. */ resumed?: number;
};

/** Everybody who was there, in the order in which they came, of a class that has come to `end`. While the server was away nobody was there. */
export function attendance(events: readonly Event[], end: number): Map<ParticipantId, Attendance> {
  const seats = new Map<ParticipantId, Seat>();
  for (const event of events) if (!event.later) apply(seats, event);
  for (const seat of seats.values()) {
    seat.here = seat.since !== undefined;
    leave(seat, end);
  }
  return seats;
}

function apply(seats: Map<ParticipantId, Seat>, event: Event): void {
  const { at } = event;
  switch (event.kind) {
    case 'joined': {
      const { participant, role } = event;
      const seat = seats.get(participant) ?? { role, came: at, left: at, present: 0, away: 0 };
      seats.set(participant, seat);
      seat.role = role;
      seat.since ??= at;
      break;
    }
    case 'away_changed':
      turn(seats.get(event.participant), event.away, at);
      break;
    case 'role_changed': {
      const seat = seats.get(event.participant);
      if (seat) seat.role = event.role;
      break;
    }
    case 'left': {
      const seat = seats.get(event.participant);
      if (seat && event.reason === 'lost') lose(seat, at);
      else if (seat) leave(seat, at);
      break;
    }
    case 'interrupted':
      for (const seat of seats.values()) {
        const { since, awaySince } = seat;
        leave(seat, Math.min(event.from, at));
        // Whoever does not come back is said to have left some time later.
        if (since !== undefined) seat.since = seat.resumed = event.to;
        if (since !== undefined && awaySince !== undefined) seat.awaySince = event.to;
      }
      break;
    case 'session_ended':
      for (const seat of seats.values()) leave(seat, at);
      break;
  }
}

function turn(seat: Seat | undefined, away: boolean, at: number): void {
  if (seat?.since === undefined) return;
  if (away) seat.awaySince ??= at;
  else back(seat, at);
}

/** They are heard of again. */
function back(seat: Seat, at: number): void {
  if (seat.awaySince === undefined) return;
  const length = Math.max(0, at - seat.awaySince);
  seat.away += length;
  seat.present -= length;
  seat.awaySince = undefined;
}

function leave(seat: Seat, at: number): void {
  if (seat.since === undefined) return;
  back(seat, at);
  seat.present += Math.max(0, at - seat.since);
  seat.left = Math.max(seat.left, at);
  seat.since = undefined;
}

/**
 * They are given up, some time after their connection was lost: they were gone when nothing was heard of them any more. Whoever did not come
 * back after the server was gone before that.
 */
function lose(seat: Seat, at: number): void {
  if (seat.resumed !== undefined && at - seat.resumed <= LIMITS.graceMs + TICK_MS) {
    seat.since = seat.awaySince = undefined;
  } else {
    leave(seat, seat.awaySince ?? at);
  }
}

/**
 * The table of a class. Minutes have one decimal. Whoever is still there has not left. `later` knows how much somebody watched later, where that is counted: not of guests and staff.
 */
export function attendanceRows(
  events: readonly Event[],
  end: number,
  nameOf: (id: ParticipantId) => string,
  later: (id: ParticipantId) => number | undefined,
): (string | number)[][] {
  const minutes = (ms: number) => Math.round(ms / (MINUTE_MS / 10)) / 10;
  const columns = ['name', 'role', 'came', 'left', 'present', 'away', 'watched'] as const;
  const rows = [...attendance(events, end)].map(([id, { role, came, left, present, away, here }]) => {
    const watched = later(id);
    return [
      nameOf(id),
      t(`downloads.role_${role}`),
      clockTime(came),
      here ? '' : clockTime(left),
      minutes(present),
      minutes(away),
      watched === undefined ? '' : minutes(watched),
    ];
  });
  return [columns.map((column) => t(`downloads.attendance_${column}`)), ...rows];
}
