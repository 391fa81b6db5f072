import type { ApiError } from '../../core/http';
import type { FetchFile } from './downloads';
import type { Span } from './span';
import type { Master } from './master';
import { TrackBuffer } from './track-buffer';
import type { TrackIndex } from './track-index';

/**
 * Leads by the sound of the room's mix: people notice when sound speeds up and slows down, but not when pictures do.
 *
 * Without a working sound device an audio element fails (Firefox) or stands still. {@link failed} says so, and the
 * instance cannot be used any more.
 */
export class AudioMaster implements Master {
  readonly #element = new Audio();
  readonly #buffer: TrackBuffer;
  /** The target of a seek that is under way. */
  #target: number | undefined = 0;
  #playing = false;
  #failed = false;
  #stuck = 0;
  #lastUpdate = 0;
  #lastPosition = -1;

  constructor(mix: TrackIndex, fetch: FetchFile) {
    this.#buffer = new TrackBuffer(this.#element, mix, fetch);
    this.#element.preservesPitch = true;
    this.#element.addEventListener('error', () => (this.#failed = true));
    // An element without a source forgets its seeks.
    this.#element.addEventListener('loadedmetadata', () => this.seek(this.position));
    this.#element.addEventListener('seeked', () => {
      if (!this.#element.seeking) this.#target = undefined;
    });
  }

  get position(): number {
    return this.#target ?? this.#element.currentTime * 1000;
  }

  get running(): boolean {
    const { paused, ended, seeking, readyState } = this.#element;
    return (
      !paused && !ended && !seeking && this.#target === undefined && readyState >= HTMLMediaElement.HAVE_FUTURE_DATA
    );
  }

  /** Sound cannot be played here. */
  get failed(): boolean {
    return this.#failed || this.unsupported;
  }

  /** The sound is in a format that the browser cannot play. */
  get unsupported(): boolean {
    return this.#buffer.unsupported;
  }

  /** The element has played out everything. */
  get ended(): boolean {
    return this.#element.ended;
  }

  /** Why the last request failed; absent after one that worked. */
  get error(): ApiError | undefined {
    return this.#buffer.error;
  }

  /** The buffered stretches, in class milliseconds. */
  get buffered(): Span[] {
    return this.#buffer.buffered;
  }

  /** Sound is recorded at `position` and is not loaded yet. */
  lacks(position: number): boolean {
    return this.#buffer.lacks(position);
  }

  /** Resolves when sound comes. Rejects with `NotAllowedError` when the browser wants a click first. */
  async play(): Promise<void> {
    this.#playing = true;
    this.#stuck = 0;
    try {
      await this.#element.play();
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'NotAllowedError')) return;
      this.#playing = false;
      throw error;
    }
  }

  pause(): void {
    this.#playing = false;
    this.#element.pause();
  }

  seek(position: number): void {
    this.#target = position;
    if (this.#element.readyState > HTMLMediaElement.HAVE_NOTHING) this.#element.currentTime = position / 1000;
  }

  setRate(rate: number): void {
    // Sets the default rate too, which holds again after the element has been given a new source.
    this.#element.defaultPlaybackRate = rate;
    this.#element.playbackRate = rate;
  }

  /** Sets the loudness, 0 to 1. */
  setVolume(volume: number, muted: boolean): void {
    this.#element.volume = volume;
    this.#element.muted = muted;
  }

  /** Plays on the loudspeaker with this device id; empty for the system's default. */
  async setSpeaker(id: string): Promise<void> {
    if (!('setSinkId' in this.#element)) return;
    // Fails for a loudspeaker that was unplugged: the sound stays where it is.
    await this.#element.setSinkId(id).catch(() => {});
  }

  /** Loads what is needed, and notices when the element stands still although it has data. */
  update(rate: number, complete: boolean): void {
    this.#buffer.update(this.position, rate, complete);
    if (this.#playing && this.#element.paused && !this.#element.ended) void this.play().catch(() => {});
    const now = performance.now();
    const position = this.position;
    const stands = position === this.#lastPosition && this.running && this.#hasData(position);
    this.#stuck = stands ? this.#stuck + Math.min(now - this.#lastUpdate, MAX_UPDATE_MS) : 0;
    this.#lastUpdate = now;
    this.#lastPosition = position;
    if (this.#stuck > STUCK_MS) this.#failed = true;
  }

  close(): void {
    this.pause();
    this.#buffer.close();
  }

  #hasData(position: number): boolean {
    return this.buffered.some(({ from, to }) => position >= from && position + ENOUGH_MS < to);
  }
}

/** Firefox without a sound device stands still for about this long before it reports an error, if it reports one. */
const STUCK_MS = 2_000;
/** Longer steps do not count: the computer slept. In the background, timers run once a second. */
const MAX_UPDATE_MS = 1_000;
/** An element that has this much ahead should play. */
const ENOUGH_MS = 500;
