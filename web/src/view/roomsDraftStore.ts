/** A draft of breakout rooms outlives a reload of the page, in this tab. */

import type { SessionId } from '../protocol/generated';
import type { Random, RoomsDraft } from './roomsDraft';

const key = (session: SessionId | null) => `meridian.rooms.${session}`;

/** Keeps the draft; without one, forgets it. */
export function saveDraft(session: SessionId | null, draft: RoomsDraft | null): void {
  try {
    if (draft) sessionStorage.setItem(key(session), JSON.stringify(draft));
    else sessionStorage.removeItem(key(session));
  } catch {
    // Storage is closed to the page: the draft lives as long as the page.
  }
}

/** The draft that was kept. */
export function savedDraft(session: SessionId | null): RoomsDraft | null {
  try {
    const text = sessionStorage.getItem(key(session));
    const draft: unknown = text === null ? null : JSON.parse(text);
    return isDraft(draft) ? draft : null;
  } catch {
    return null;
  }
}

function isDraft(value: unknown): value is RoomsDraft {
  return (
    typeof value === 'object' && value !== null && 'rooms' in value && Array.isArray(value.rooms) && 'rules' in value
  );
}

/** Chance that nobody can foresee. Values at the ragged end of the range are drawn again, lest some are likelier. */
export const cryptoRandom: Random = (n) => {
  const RANGE = 2 ** 32;
  const even = RANGE - (RANGE % n);
  const draw = new Uint32Array(1);
  do crypto.getRandomValues(draw);
  while (draw[0]! >= even);
  return draw[0]! % n;
};
