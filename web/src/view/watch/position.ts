/** The position at which a person stopped watching, their speed and loudness; kept in this browser. */

import { browserStorage, tabStorage, type SafeStorage } from '../../core/storage';
import type { SessionId, WatchPosition } from '../../protocol/generated';
import { SPEEDS } from './watching';

const nameOf = (session: SessionId) => `watch.${session}`;
const SPEED = 'speed';
const VOLUME = 'volume';

/** Keeps a position for a reload of this tab. Milliseconds of class time. */
export function saveForReload(session: SessionId, position: number): void {
  tabStorage.write(nameOf(session), String(Math.round(position)));
}

/** Keeps a position for a later visit. */
export function savePosition(session: SessionId, { at, kept_unix }: WatchPosition): void {
  browserStorage.write(nameOf(session), `${Math.round(at)} ${Math.round(kept_unix)}`);
}

/** Where a person was last: of what this browser and the server have kept, the newest. */
export function lastPosition(session: SessionId, onServer: WatchPosition | null): number | undefined {
  const [at = NaN, kept_unix = 0] = (browserStorage.read(nameOf(session)) ?? '').split(' ').filter(Boolean).map(Number);
  const here = Number.isFinite(at) && Number.isFinite(kept_unix) ? { at, kept_unix } : undefined;
  return here && here.kept_unix >= (onServer?.kept_unix ?? 0) ? here.at : onServer?.at;
}

/** The position at which this tab was when it was reloaded. A tab that came to the page by its address begins anew. */
export function reloadedPosition(session: SessionId): number | undefined {
  const [came] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  if (came?.type === 'navigate') return undefined;
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
