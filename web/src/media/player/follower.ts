import type { ApiError } from '../../core/http';
import type { FetchFile } from './downloads';
import { correct } from './drift';
import { HOLE_MS } from './planner';
import { seekable } from './ranges';
import { TrackBuffer } from './track-buffer';
import type { Segment, Segments } from './track-index';

/** The state of the master at one moment. It is read at once: a busy browser may pause between two lines of code. */
export interface Lead {
  /** Class milliseconds. */
  readonly position: number;
  readonly rate: number;
  /** Neither paused nor waiting. */
  readonly running: boolean;
}

/** Shows one video track on an element, in step with the master. The element is muted: sound is in the mix. */
export class Follower {
  readonly #element: HTMLVideoElement;
  readonly #index: Segments;
  readonly #buffer: TrackBuffer;
  readonly #onError = () => this.#buffer.restart();
  readonly #onSeeked = () => {
    this.#seekCost = Math.min(MAX_SEEK_COST_MS, performance.now() - this.#soughtAt);
    this.#arriveBy = -Infinity;
  };
  #soughtAt = -Infinity;
  #wasFar = false;
  #arriveBy = -Infinity;
  #seekCost = 0;

  constructor(element: HTMLVideoElement, index: Segments, fetch: FetchFile) {
    this.#element = element;
    this.#index = index;
    this.#buffer = new TrackBuffer(element, index, fetch);
    element.muted = true;
    element.playsInline = true;
    element.addEventListener('error', this.#onError);
    element.addEventListener('seeked', this.#onSeeked);
  }

  /** Why the last request failed; absent after one that worked. */
  get error(): ApiError | undefined {
    return this.#buffer.error;
  }

  /** Some of the track is in a format that the browser cannot play. */
  get unsupported(): boolean {
    return this.#buffer.unsupported;
  }

  /** A picture is recorded at `position` and is not loaded yet, or not decoded after a jump. */
  lacks(position: number): boolean {
    if (this.#index.covering(position) === -1) return false;
    return this.#buffer.lacks(position) || performance.now() < this.#arriveBy;
  }

  /** The position has jumped: the next correction may seek at once. */
  moved(): void {
    this.#soughtAt = -Infinity;
    this.#wasFar = true;
    this.#seekCost = 0;
    this.#arriveBy = performance.now() + ARRIVAL_MS;
  }

  /** Loads what is needed and corrects the position. Call it every 100 ms and after every change of the lead. */
  update(lead: Lead, complete: boolean): void {
    const { position, rate } = lead;
    this.#buffer.update(position, rate, complete);
    const shown = this.#index.segments[this.#index.covering(position, HOLE_MS)];
    const start = shown ? undefined : this.#index.nextStart(position);
    if (shown && position < shown.end + HOLE_MS) this.#follow(lead);
    // A slide stands until the next one.
    else if (shown) this.#follow({ position: this.#lastOf(shown), rate, running: false });
    // Before pictures begin, the video rests at the first of them, so that it shows without delay.
    else if (start !== undefined) this.#follow({ position: start, rate, running: false });
    else this.#rest();
  }

  /** Lets go of the element. */
  close(): void {
    this.#element.removeEventListener('error', this.#onError);
    this.#element.removeEventListener('seeked', this.#onSeeked);
    this.#buffer.close();
  }

  /** Where the last picture of a segment is, as far as it is loaded. */
  #lastOf({ start, end }: Segment): number {
    const there = this.#buffer.buffered.find(({ from, to }) => from < end && to > start);
    return Math.max(there?.from ?? start, Math.min(there?.to ?? end, end) - LAST_MS);
  }

  #follow(lead: Lead): void {
    const element = this.#element;
    if (element.readyState === HTMLMediaElement.HAVE_NOTHING) return;
    const { rate, running } = lead;
    if (!element.seeking || this.#seeksInVain()) {
      const sinceSeek = performance.now() - this.#soughtAt;
      const drift = element.currentTime * 1000 - lead.position;
      const corrected = correct({ drift, rate, running, sinceSeek });
      // Seeks only when it is far off twice in a row: once may come from a pause between the two readings.
      if (corrected.seek && this.#wasFar) this.#seek(lead);
      else if (element.playbackRate !== corrected.rate) element.playbackRate = corrected.rate;
      this.#wasFar = corrected.seek;
    }
    // `play` on an element that has ended would seek to 0.
    if (running && element.paused && !element.ended) void element.play().catch(() => {});
    else if (!running) this.#rest();
  }

  /** Whether the element seeks to a place that is not buffered (any more), where it would wait for ever. */
  #seeksInVain(): boolean {
    return seekable(this.#buffer.buffered, this.#element.currentTime * 1000, 0) === undefined;
  }

  #rest(): void {
    if (!this.#element.paused) this.#element.pause();
  }

  /** Seeks to where the master will be once the picture is decoded, judging by the last seek. */
  #seek({ position, rate, running }: Lead): void {
    const ahead = running ? this.#seekCost * rate : 0;
    const target = seekable(this.#buffer.buffered, position + ahead, HOLE_MS);
    if (target === undefined) return;
    this.#soughtAt = performance.now();
    this.#element.currentTime = target / 1000;
  }
}

/** So much before the end of its data a picture is sure to be shown. */
const LAST_MS = 50;
/** After a jump the clock waits this long for the new picture. */
const ARRIVAL_MS = 1_500;
/** A seek that took longer waited for data, not for the decoder. */
const MAX_SEEK_COST_MS = 500;
