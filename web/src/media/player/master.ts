/** The clock that playback follows. Positions are class milliseconds. */
export interface Master {
  readonly position: number;
  /** Neither paused nor waiting. */
  readonly running: boolean;
  play(): Promise<void>;
  pause(): void;
  seek(position: number): void;
  setRate(rate: number): void;
}

/** Leads by the wall clock where sound cannot be played. */
export class WallMaster implements Master {
  readonly #now: () => number;
  #base = 0;
  #since: number | undefined;
  #rate = 1;
  #playing = false;
  #held = false;

  /** @param now A clock that never goes back, in milliseconds. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  get position(): number {
    return this.#since === undefined ? this.#base : this.#base + (this.#now() - this.#since) * this.#rate;
  }

  get running(): boolean {
    return this.#since !== undefined;
  }

  async play(): Promise<void> {
    this.#change(() => (this.#playing = true));
  }

  pause(): void {
    this.#change(() => (this.#playing = false));
  }

  seek(position: number): void {
    this.#change(() => (this.#base = position));
  }

  setRate(rate: number): void {
    this.#change(() => (this.#rate = rate));
  }

  /** Stands while `waiting` for pictures, and never passes `limit`. */
  hold(waiting: boolean, limit: number): void {
    const position = this.position;
    this.#change(() => {
      if (position > limit) this.#base = limit;
      this.#held = waiting || position >= limit;
    });
  }

  #change(apply: () => void): void {
    this.#base = this.position;
    apply();
    this.#since = this.#playing && !this.#held ? this.#now() : undefined;
  }
}
