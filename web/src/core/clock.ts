/**
 * Estimates class time on the server from timestamps in its frames.
 *
 * Of the samples of the last minute the one with the shortest round trip is trusted: its error is at most half of that
 * round trip. The estimate never runs backwards, except when a new connection sets it anew.
 */
export class ServerClock {
  readonly #localNow: () => number;
  #best: Sample | undefined;
  #last = 0;

  /** @param localNow A local clock that never goes back, in milliseconds. */
  constructor(localNow: () => number) {
    this.#localNow = localNow;
  }

  /** Starts afresh with the time in a `welcome`. */
  start(serverNow: number, roundTrip: number): void {
    this.#best = this.#sample(serverNow, roundTrip);
    this.#last = 0;
  }

  /** Takes the time in a `pong`. */
  refine(serverNow: number, roundTrip: number): void {
    const sample = this.#sample(serverNow, roundTrip);
    const best = this.#best;
    if (!best || roundTrip <= best.roundTrip || sample.at - best.at > SAMPLE_LIFETIME_MS) this.#best = sample;
  }

  /** Class time on the server now, in milliseconds; 0 before the first sample. */
  now(): number {
    if (!this.#best) return 0;
    this.#last = Math.max(this.#last, this.#localNow() + this.#best.offset);
    return this.#last;
  }

  #sample(serverNow: number, roundTrip: number): Sample {
    const at = this.#localNow();
    return { at, roundTrip, offset: serverNow + roundTrip / 2 - at };
  }
}

interface Sample {
  at: number;
  roundTrip: number;
  /** Server time minus local time. */
  offset: number;
}

/** Quartz clocks drift by up to 100 ppm: 6 ms in this time, less than a usual round trip. */
const SAMPLE_LIFETIME_MS = 60_000;
