/** Plays streams through hidden audio elements, on the chosen speaker. */
export class Loudspeaker {
  readonly #changed: () => void;
  readonly #players = new Map<MediaStream, HTMLAudioElement>();
  #speaker = '';
  #volume = 1;
  #blocked = false;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** The browser wants a click before it plays: call {@link resume} from one. */
  get blocked(): boolean {
    return this.#blocked;
  }

  /** Plays these streams and no others. */
  play(streams: readonly MediaStream[]): void {
    for (const [stream, player] of this.#players) {
      if (streams.includes(stream)) continue;
      player.srcObject = null;
      this.#players.delete(stream);
    }
    for (const stream of streams) {
      if (this.#players.has(stream)) continue;
      const player = new Audio();
      player.srcObject = stream;
      player.volume = this.#volume;
      this.#players.set(stream, player);
      void this.#direct(player);
      void this.#start(player);
    }
  }

  /** Sets the loudness, 0 to 1, also of streams that come later. */
  setVolume(volume: number): void {
    this.#volume = volume;
    for (const player of this.#players.values()) player.volume = volume;
  }

  /** Moves the sound to the speaker with this device id; empty for the system's default. */
  async setSpeaker(id: string): Promise<void> {
    this.#speaker = id;
    await Promise.all([...this.#players.values()].map((player) => this.#direct(player)));
  }

  /** Starts the sound that the browser has held back; call it from a click or key. */
  async resume(): Promise<void> {
    this.#setBlocked(false);
    await Promise.all([...this.#players.values()].map((player) => this.#start(player)));
  }

  /** Stops all sound. */
  close(): void {
    this.play([]);
  }

  async #direct(player: HTMLAudioElement): Promise<void> {
    if (!('setSinkId' in player)) return;
    // Fails for a speaker that was unplugged: the sound stays where it is.
    await player.setSinkId(this.#speaker).catch(() => {});
  }

  async #start(player: HTMLAudioElement): Promise<void> {
    try {
      await player.play();
    } catch (error) {
      if (error instanceof DOMException && error.name === 'NotAllowedError') this.#setBlocked(true);
    }
  }

  #setBlocked(blocked: boolean): void {
    if (this.#blocked === blocked) return;
    this.#blocked = blocked;
    this.#changed();
  }
}
