/** Where somebody was who opens a study table; kept by this tab until they are there. */

import { tabStorage } from '../../core/storage';
import type { SessionId } from '../../protocol/generated';

/** @param session the class that is watched. */
const nameOf = (session: SessionId) => `table.${session}`;

/** Keeps where the reader is in a class, in milliseconds of class time. */
export function keepOpening(session: SessionId, at: number): void {
  tabStorage.write(nameOf(session), at > 0 ? String(Math.floor(at)) : null);
}

/** Where the reader was, once. */
export function takeOpening(session: SessionId): number | undefined {
  const at = Number(tabStorage.read(nameOf(session)) ?? NaN);
  keepOpening(session, 0);
  return Number.isFinite(at) ? at : undefined;
}
