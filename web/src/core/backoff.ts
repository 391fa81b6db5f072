/**
 * Decides when to connect again, and how long a try may take.
 *
 * For the first minute of an outage, in which the server keeps the seat, tries begin at most about two seconds apart: a
 * person who comes out of a tunnel should see and hear class again within three seconds. After that, tries begin up to
 * five seconds apart. Half of each pause is random, so that not everybody reconnects in one instant after a restart.
 *
 * More tries would slow down reconnecting: Chromium delays each WebSocket of a page by up to
 * `2^failures * 5 s / 65536`, counting the failures of the last three to six minutes. Ten of them, in 20 s without a
 * network, cost 80 ms; sixteen cost one to five seconds.
 */
export class Backoff {
  readonly #random: () => number;
  #since: number | undefined;
  #next = FIRST_PAUSE_MS;
  #handshake: number | undefined;

  /** @param random A number in 0..1. */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** The pause before the next try, in milliseconds, when the last one failed after `took`. */
  pause(now: number, took = 0): number {
    this.#since ??= now;
    const pause = Math.max(this.#next - took, FIRST_PAUSE_MS);
    const most = now - this.#since < EAGER_MS ? EAGER_PAUSE_MS : MAX_PAUSE_MS;
    this.#next = Math.min(this.#next * 2, most);
    return pause / 2 + (pause / 2) * this.#random();
  }

  /**
   * How long a try may take, in milliseconds. Packets sent into a dead network are repeated ever more rarely, so in an
   * outage a new try is better than a long wait, as long as the usual handshake fits well.
   */
  patience(now: number): number {
    const eager = this.#since !== undefined && now - this.#since < EAGER_MS;
    if (!eager || this.#handshake === undefined) return PATIENCE_MS;
    return Math.min(PATIENCE_MS, Math.max(EAGER_PATIENCE_MS, 4 * this.#handshake));
  }

  /** A try worked, and took `handshake` milliseconds from opening to welcome. */
  worked(handshake: number): void {
    this.#handshake = handshake;
  }

  /** The connection has proved itself: the next outage begins with short pauses. */
  reset(): void {
    this.#since = undefined;
    this.#next = FIRST_PAUSE_MS;
  }
}

const FIRST_PAUSE_MS = 250;
const EAGER_MS = 60_000;
const EAGER_PAUSE_MS = 1_500;
const MAX_PAUSE_MS = 5_000;
/** TCP repeats its first packet after one second, then after three (RFC 6298). A try waits for the first repetition. */
const EAGER_PATIENCE_MS = 1_900;
const PATIENCE_MS = 10_000;
