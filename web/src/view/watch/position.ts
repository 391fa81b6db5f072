/** The position at which a person stopped watching, their speed and loudness; kept in this browser. */

import { browserStorage, tabStorage, type SafeStorage } from '../../core/storage';
import type { SessionId } from '../../protocol/generated';
import { resumable, SPEEDS } from './watching';

const nameOf = (session: SessionId) => `watch.${session}`;
const SPEED = 'speed';
const VOLUME = 'volume';

/**
 * Keeps a position for a reload of this tab, and for a later visit if it is worth coming back to. Forgets the latter
 * when the end is reached. Milliseconds of class time.
 */
export function savePosition(session: SessionId, position: number, edge: number, live: boolean): void {
  tabStorage.write(nameOf(session), String(Math.round(position)));
  if (resumable(position, edge, live)) browserStorage.write(nameOf(session), String(Math.round(position)));
  else if (position > edge / 2) browserStorage.write(nameOf(session), null);
}

/** The position that is offered to a person who comes back. */
export function savedPosition(session: SessionId): number | undefined {
  return read(browserStorage, nameOf(session));
}

/** The position at which this tab was when it was reloaded. */
export function reloadedPosition(session: SessionId): number | undefined {
  return read(tabStorage, nameOf(session));
}

/** Forgets the position of this tab, which has left the recording: opening the recording again is no reload. */
export function forgetReload(session: SessionId): void {
  tabStorage.write(nameOf(session), null);
}

/** Keeps the chosen speed. */
export function saveSpeed(rate: number): void {
  browserStorage.write(SPEED, String(rate));
}

/** The kept speed. */
export function savedSpeed(): number | undefined {
  const rate = read(browserStorage, SPEED);
  return SPEEDS.find((speed) => speed === rate);
}

/** Keeps the loudness, 0 to 1. */
export function saveVolume(volume: number): void {
  browserStorage.write(VOLUME, String(volume));
}

/** The kept loudness. */
export function savedVolume(): number {
  return Math.min(1, read(browserStorage, VOLUME) ?? 1);
}

function read(storage: SafeStorage, name: string): number | undefined {
  const value = Number(storage.read(name) ?? NaN);
  return Number.isFinite(value) && value > 0 ? value : undefined;
}
