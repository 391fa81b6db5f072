/** Where one stopped watching, in this browser; and at what speed one likes to watch. */

import type { SessionId } from '../../protocol/generated';
import { resumable, SPEEDS } from './watching';

const key = (session: SessionId) => `meridian.watch.${session}`;
const SPEED = 'meridian.speed';

/** Keeps a position that is worth coming back to, and forgets one that is not. Milliseconds of class time. */
export function savePosition(session: SessionId, position: number, edge: number): void {
  try {
    if (resumable(position, edge)) localStorage.setItem(key(session), String(Math.round(position)));
    else if (position > edge / 2) localStorage.removeItem(key(session));
  } catch {
    // Storage is full or closed to the page: one seeks by hand.
  }
}

/** The position that was kept. */
export function savedPosition(session: SessionId): number | undefined {
  return read(key(session));
}

/** Keeps the speed that was chosen. */
export function saveSpeed(rate: number): void {
  try {
    localStorage.setItem(SPEED, String(rate));
  } catch {
    // As above.
  }
}

/** The speed that was chosen before. */
export function savedSpeed(): number | undefined {
  const rate = read(SPEED);
  return SPEEDS.find((speed) => speed === rate);
}

function read(name: string): number | undefined {
  try {
    const value = Number(localStorage.getItem(name) ?? NaN);
    return Number.isFinite(value) && value > 0 ? value : undefined;
  } catch {
    return undefined;
  }
}
