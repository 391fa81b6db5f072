/** Keeps a draft of breakout rooms over a reload of the page, in this tab. */

import { tabStorage } from '../../core/storage';
import type { SessionId } from '../../protocol/generated';
import type { RoomsDraft } from './draft';

/** Keeps the draft; null removes it. */
export function saveDraft(session: SessionId | null, draft: RoomsDraft | null): void {
  tabStorage.writeJson(`rooms.${session}`, draft);
}

/** The kept draft. */
export function savedDraft(session: SessionId | null): RoomsDraft | null {
  const draft = tabStorage.readJson(`rooms.${session}`);
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
