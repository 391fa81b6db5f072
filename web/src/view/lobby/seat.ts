import { api } from '../../core/http';
import { forgetSeat, saveSeat, seatOf } from '../../core/seats';
import { browserStorage } from '../../core/storage';
import { errorCode } from '../../i18n';
import type { Consent, Seat } from '../../protocol/generated';

/** Takes a seat in a class and keeps it, with the name under which it was taken. */
export async function takeSeat(code: string, name: string, consent: Consent): Promise<Seat> {
  const seat = await api.join(code, { name, consent });
  saveSeat(seat, code);
  browserStorage.write('name', name);
  browserStorage.write(seatName(seat.session), name);
  return seat;
}

/** A seat to come back to. */
export type FormerSeat = { readonly name: string | null };

/** The seat that this browser has in the session, if the server still honours it. */
export async function formerSeat(session: string): Promise<FormerSeat | undefined> {
  const seat = seatOf(session);
  if (!seat) return undefined;
  try {
    await api.timeline(session, seat.token);
    return { name: browserStorage.read(seatName(session)) };
  } catch (error) {
    const code = errorCode(error);
    if (code === 'waiting') return { name: browserStorage.read(seatName(session)) };
    // Only the server's own word ends a seat; a bad line or a busy server does not.
    if (code && ['unauthorized', 'forbidden', 'not_found', 'removed', 'banned'].includes(code)) forgetSeat(session);
    return undefined;
  }
}

/** Comes back in the seat that this browser has: in this tab, too, from now on. */
export function resumeSeat(session: string): void {
  const seat = seatOf(session);
  if (seat) saveSeat(seat, seat.code);
}

/** The name that was given last. */
export const lastName = (): string => browserStorage.read('name') ?? '';

const seatName = (session: string) => `seat-name.${session}`;
