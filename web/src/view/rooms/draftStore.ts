/** A draft of breakout rooms outlives a reload of the page, in this tab. */

import type { SessionId } from '../../protocol/generated';
import { keepDraft, keptDraft } from '../kit/draftStore';
import type { Random, RoomsDraft } from './draft';

/** Keeps the draft; without one, forgets it. */
export function saveDraft(session: SessionId | null, draft: RoomsDraft | null): void {
  keepDraft('rooms', session, draft);
}

/** The draft that was kept. */
export function savedDraft(session: SessionId | null): RoomsDraft | null {
  const draft = keptDraft('rooms', session);
  return isDraft(draft) ? draft : null;
}

function isDraft(value: unknown): value is RoomsDraft {
  return (
    typeof value === 'object' &&
    value !== null &&
    'rooms' in value &&
    Array.isArray(value.rooms) &&
    'all' in value &&
    'rules' in value
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
