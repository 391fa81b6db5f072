import type { Snapshot } from '../protocol/generated';

/** Where a page gets its class from: live over the WebSocket, or from the journal at a moved cursor. */
export interface ClassSource {
  /** The state at the cursor. A new object after every change, so it can be compared by identity. */
  readonly snapshot: Snapshot;
  /** Class time at the cursor, in milliseconds. */
  now(): number;
  /** Calls back after every change of what this source shows; returns the end of the subscription. */
  subscribe(changed: () => void): () => void;
}
