/** Tells the server what a page plays, so that it counts. Pure but for the sender. */

import { ApiError } from '../../core/http';
import { LIMITS, type OwnLedger, type Watched } from '../../protocol/generated';

/** A cursor that is further ahead than playback could bring it was moved. */
const JUMP_MS = 500;
/** Stretches that wait while the server cannot be reached. It takes no more of them at once than these. */
const WAITING = 20;
/** Refusals after which the same may be sent again. */
const PASSES = ['network', 'rate_limited', 'draining', 'internal'];

/** Reports of one page. It follows the player; a stretch ends where playback jumps, stops or changes its speed. */
export class Reports {
  readonly #send: (played: Watched) => Promise<OwnLedger>;
  readonly #oncounted: (own: OwnLedger) => void;
  #open: { from: number; to: number; rate: number; share: number } | undefined;
  /** When the player was last seen, and when something was last reported. */
  #seen = 0;
  #reported = 0;
  readonly #waiting: Watched[] = [];
  #sending = false;
  #stopped = false;

  /** @param oncounted hears what is counted after each report */
  constructor(send: (played: Watched) => Promise<OwnLedger>, oncounted: (own: OwnLedger) => void) {
    this.#send = send;
    this.#oncounted = oncounted;
  }

  /**
   * Takes note of where the player is. `now` is any clock that only goes forward, in milliseconds. `share` of class time passes with the time
   * that is played: not all of it, or more, in a take that stands in the place of a stretch of another length.
   */
  follow(position: number, playing: boolean, rate: number, now: number, share = 1): void {
    if (this.#open) {
      const moved = (position - this.#open.to) / this.#open.share;
      const played = moved >= 0 && moved <= this.#open.rate * (now - this.#seen) + JUMP_MS;
      if (played) this.#open.to = position;
      if (!played || !playing || rate !== this.#open.rate || share !== this.#open.share) this.#end(now);
      else if (now - this.#reported >= LIMITS.ledgerBeatMs) this.#report(now);
    }
    if (playing && !this.#open) {
      this.#open = { from: position, to: position, rate, share };
      // The server counts from the first report on.
      this.#report(now);
    }
    this.#seen = now;
  }

  #end(now: number): void {
    if (this.#open && this.#open.to > this.#open.from) this.#report(now);
    this.#open = undefined;
  }

  #report(now: number): void {
    if (!this.#open || this.#stopped) return;
    const { from, to, rate } = this.#open;
    this.#open.from = to;
    this.#reported = now;
    this.#waiting.push({ from: Math.floor(from), to: Math.floor(to), speed_percent: Math.round(rate * 100) });
    if (this.#waiting.length > WAITING) this.#waiting.shift();
    void this.#sendAll();
  }

  /** Sends what waits, in order. What could not be sent goes with the next report. */
  async #sendAll(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    try {
      for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
        const own = await this.#send(next);
        this.#waiting.shift();
        this.#oncounted(own);
      }
    } catch (error) {
      this.#stopped = error instanceof ApiError && !PASSES.includes(error.code);
    } finally {
      this.#sending = false;
    }
  }
}
