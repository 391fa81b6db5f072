/** The position at which a person stopped watching, and their speed; kept in this browser. */

import { browserStorage } from '../../core/storage';
import type { SessionId } from '../../protocol/generated';
import { resumable, SPEEDS } from './watching';

const nameOf = (session: SessionId) => `watch.${session}`;
const SPEED = 'speed';

/** Keeps a position that is worth coming back to, and removes it at the end. Milliseconds of class time. */
export function savePosition(session: SessionId, position: number, edge: number, live: boolean): void {
  if (resumable(position, edge, live)) browserStorage.write(nameOf(session), String(Math.round(position)));
  else if (position > edge / 2) browserStorage.write(nameOf(session), null);
}

/** The kept position. */
export function savedPosition(session: SessionId): number | undefined {
  return read(nameOf(session));
}

/** Keeps the chosen speed. */
export function saveSpeed(rate: number): void {
  browserStorage.write(SPEED, String(rate));
}

/** The kept speed. */
export function savedSpeed(): number | undefined {
  const rate = read(SPEED);
  return SPEEDS.find((speed) => speed === rate);
}

function read(name: string): number | undefined {
  const value = Number(browserStorage.read(name) ?? NaN);
  return Number.isFinite(value) && value > 0 ? value : undefined;
}
