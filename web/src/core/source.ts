import type { Snapshot } from '../protocol/generated';

/** The source of a page's class: the live WebSocket, or the journal at a moved cursor. */
export interface ClassSource {
  /** The state at the cursor. A new object after every change, so it can be compared by identity. */
  readonly snapshot: Snapshot;
  /** Class time at the cursor, in milliseconds. */
  now(): number;
  /** Calls back after every change that this source shows; returns a function that ends the subscription. */
  subscribe(changed: () => void): () => void;
}
