/** Seats that a guest took in this browser, which may be those of the person who is signed in now. */

import { allSeats, type SavedSeat } from '../../core/seats';
import { browserStorage, type SafeStorage } from '../../core/storage';
import { LIMITS } from '../../protocol/generated';

const DECLINED = 'seats.declined';

/** The seats to ask about: those of which nobody has said that they were another person's. */
export function offered(seats: readonly SavedSeat[] = allSeats(), storage: SafeStorage = browserStorage): SavedSeat[] {
  const not = new Set(declined(storage));
  return seats.filter(({ session }) => !not.has(session)).slice(0, LIMITS.seatsClaimed);
}

/** Somebody else was in these classes: they are not asked about any more in this browser. */
export function decline(sessions: readonly string[], storage: SafeStorage = browserStorage): void {
  storage.writeJson(DECLINED, [...new Set([...declined(storage), ...sessions])]);
}

function declined(storage: SafeStorage): string[] {
  const kept = storage.readJson(DECLINED);
  return Array.isArray(kept) ? kept.filter((session) => typeof session === 'string') : [];
}
