/** What somebody began to write outlives a closed panel and a reload of the page, in this tab. */

import type { SessionId } from '../../protocol/generated';

const keyOf = (what: string, session: SessionId | null) => `meridian.${what}.${session}`;

/** Keeps a draft; null forgets it. */
export function keepDraft(what: string, session: SessionId | null, draft: unknown): void {
  try {
    if (draft === null) sessionStorage.removeItem(keyOf(what, session));
    else sessionStorage.setItem(keyOf(what, session), JSON.stringify(draft));
  } catch {
    // Storage is full or closed to the page: the draft lives as long as what shows it.
  }
}

/** The draft that was kept, to be looked at before use; null when there is none. */
export function keptDraft(what: string, session: SessionId | null): unknown {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(what, session)) ?? 'null');
  } catch {
    return null;
  }
}
