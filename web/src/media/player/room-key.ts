import type { MediaKeys, RoomId } from '../../protocol/generated';

/**
 * The key of a room, which opens its recording for about a minute. Asks for it as long as it is used: some time before the
 * present one is not good any more, so that nobody waits for it.
 */
export class RoomKey {
  readonly #room: RoomId;
  readonly #load: () => Promise<MediaKeys>;
  readonly #random: () => number;
  #key: string | undefined;
  #goodUntil = 0;
  #renewAt = 0;
  #asking: Promise<void> | undefined;

  /** @param random says when within the time that there is, so that an audience does not ask all at once. */
  constructor(room: RoomId, load: () => Promise<MediaKeys>, random: () => number = Math.random) {
    this.#room = room;
    this.#load = load;
    this.#random = random;
  }

  /** The key, once there is one that is good; absent when the room may not be watched. Rejects when the server refuses it. */
  async get(): Promise<string | undefined> {
    if (performance.now() >= this.#goodUntil) await this.#ask();
    return this.present;
  }

  /** The key, if there is one that is good just now. */
  get present(): string | undefined {
    const now = performance.now();
    // What goes wrong is told to whoever waits for the key, once this one is not good any more.
    if (now >= this.#renewAt) this.#ask().catch(() => {});
    return now < this.#goodUntil ? this.#key : undefined;
  }

  /** Forgets the key: the server did not take it. */
  drop(key: string): void {
    if (key === this.#key) this.#goodUntil = this.#renewAt = 0;
  }

  #ask(): Promise<void> {
    const asked = performance.now();
    this.#asking ??= this.#load()
      .then(({ rooms, valid_ms, renew_ms }) => {
        this.#key = rooms[this.#room];
        this.#goodUntil = asked + valid_ms - ON_THE_WAY_MS;
        this.#renewAt = asked + renew_ms + this.#random() * SPREAD_MS;
      })
      .catch((error: unknown) => {
        this.#renewAt = performance.now() + RETRY_MS;
        throw error;
      })
      .finally(() => {
        this.#asking = undefined;
      });
    return this.#asking;
  }
}

/** A request may take as long to arrive. */
const ON_THE_WAY_MS = 3_000;
/** A key is good for half a minute after there is a new one: who asks by then has time to ask again. */
const SPREAD_MS = 20_000;
const RETRY_MS = 2_000;
