/** Where this person is in a class, kept for a later visit: in this browser, and on the server for their other devices. */

import { api } from '../../core/http';
import type { SavedSeat } from '../../core/seats';
import { LIMITS, type Timeline } from '../../protocol/generated';
import { forgetReload, lastPosition, saveForReload, savePosition } from './position';
import { isAtEnd, resumable, worthKeeping } from './watching';

/** How often the place is kept, in milliseconds of class. */
const SAVE_MS = 5_000;

export class KeptPlace {
  readonly #seat: SavedSeat;
  #savedAt = 0;
  /** Where this person is as the server was told last, and when, by the clock of this page. */
  #said: number | undefined;
  #saidAt = -Infinity;
  /** How far the server's clock is ahead of that of this device, in milliseconds. */
  #ahead = 0;

  constructor(seat: SavedSeat) {
    this.#seat = seat;
  }

  /** Hears what the server says of the class. */
  heard({ now_unix }: Timeline): void {
    this.#ahead = now_unix - Date.now();
  }

  /** Where this person was last, on whatever device, if it is worth going on there. */
  last({ position, now, session }: Timeline): number | undefined {
    const last = lastPosition(this.#seat.session, position);
    return last !== undefined && resumable(last, now, session.state === 'live') ? last : undefined;
  }

  /** Whether this person was at the end of it last. */
  wasAtEnd({ position, now, session }: Timeline): boolean {
    const last = lastPosition(this.#seat.session, position);
    return last !== undefined && isAtEnd(last, now, session.state === 'live');
  }

  /** Whether it is time to keep where this person is. */
  isDue(at: number): boolean {
    return Math.abs(at - this.#savedAt) > SAVE_MS;
  }

  /**
   * Keeps where this person is.
   *
   * @param tells the server is not told by anything else
   * @param leaving nothing follows
   */
  keep(at: number, tells: boolean, leaving: boolean): void {
    this.#savedAt = at;
    const { session } = this.#seat;
    saveForReload(session, at);
    if (!worthKeeping(at)) return;
    savePosition(session, { at, kept_unix: Date.now() + this.#ahead });
    if (tells) this.#tell(Math.floor(at), leaving);
  }

  /** Whoever comes back does not reload the page. */
  leave(): void {
    forgetReload(this.#seat.session);
  }

  /** Tells the server where this person is, no more often than it is told what counts. */
  #tell(at: number, leaving: boolean): void {
    const now = performance.now();
    if (at === this.#said || (!leaving && now - this.#saidAt < LIMITS.ledgerBeatMs)) return;
    [this.#said, this.#saidAt] = [at, now];
    const { session, token } = this.#seat;
    // What does not arrive is in this browser, and goes with the next.
    api.keepPosition(session, token, { at }).catch(() => undefined);
  }
}
