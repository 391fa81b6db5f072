/** The reader's seat in a class that they watch: the one that this browser has, else the one that comes with their account. */

import { ApiError } from '../../core/http';
import { isFinal } from '../../core/replay';
import { seatOf, type SavedSeat } from '../../core/seats';
import type { SessionId, SessionSummary } from '../../protocol/generated';
import { takeOwnSeat } from './ownSeat';

export class Seating {
  seat: SavedSeat | undefined = $state.raw();
  /** Whether it is known that none comes of itself. */
  none = $state(false);
  /** The class, where it is the reader's and goes on: one comes by its lobby. */
  runs: SessionSummary | undefined = $state.raw();
  /** Why that is not known: the server could not be asked. */
  failure: unknown = $state();

  readonly #session: SessionId;

  constructor(session: SessionId) {
    this.#session = session;
    this.seat = seatOf(session);
  }

  /** Whether one is still to be taken. */
  get lacking(): boolean {
    return !this.seat && !this.none && !this.runs && this.failure === undefined;
  }

  /** Takes the seat that comes with the account of this name. */
  async take(name: string): Promise<void> {
    try {
      this.runs = await takeOwnSeat(this.#session, name);
    } catch (error) {
      if (error instanceof ApiError && !isFinal(error)) {
        this.failure = error;
        return;
      }
    }
    this.seat = seatOf(this.#session);
    this.none = !this.seat && !this.runs;
  }
}
