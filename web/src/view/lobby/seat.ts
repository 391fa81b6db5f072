import { api } from '../../core/http';
import { allSeats, forgetSeat, saveSeat, seatOf } from '../../core/seats';
import { browserStorage } from '../../core/storage';
import { errorCode } from '../../i18n';
import type { Consent, Seat } from '../../protocol/generated';
import { keepName } from '../account/lastName';

/** Takes a seat in a class, and keeps it and its name. `told` is the version of what is told before recording that was read. */
export async function takeSeat(code: string, name: string, consent: Consent, told?: number): Promise<Seat> {
  const seat = await api.join(code, { name, consent, ...(told !== undefined && { consent_version: told }) });
  saveSeat(seat, code);
  keepName(name);
  browserStorage.write(seatName(seat.session), name);
  return seat;
}

/** A seat to which this person can return. */
export type FormerSeat = {
  readonly session: string;
  readonly name: string | null;
  /** Whether class was live when the server was asked, so that it can be watched. */
  readonly live: boolean;
};

/** The seat that this browser has in the session, if the server still honours it. */
export async function formerSeat(session: string): Promise<FormerSeat | undefined> {
  const seat = seatOf(session);
  if (!seat) return undefined;
  const name = browserStorage.read(seatName(session));
  try {
    const timeline = await api.timeline(session, seat.token);
    return { session, name, live: timeline.session.state === 'live' };
  } catch (error) {
    const code = errorCode(error);
    if (code === 'waiting') return { session, name, live: false };
    // Only a refusal ends a seat; a lost connection or a busy server does not.
    if (code && ['unauthorized', 'forbidden', 'not_found', 'removed', 'banned'].includes(code)) forgetSeat(session);
    return undefined;
  }
}

/** The seat that this browser has in the class with this code, which shows nothing of itself, if the server still honours it. */
export async function formerSeatBehind(code: string): Promise<FormerSeat | undefined> {
  const seat = allSeats().find((each) => each.code === code);
  return seat && formerSeat(seat.session);
}

/** Makes the seat that this browser has the seat of this tab. */
export function resumeSeat(session: string): void {
  const seat = seatOf(session);
  if (seat) saveSeat(seat, seat.code);
}

const seatName = (session: string) => `seat-name.${session}`;
