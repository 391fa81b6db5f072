import type { ApiError } from '../../core/http';
import { Downloads, type FetchFile } from './downloads';
import { HeldSegments } from './held-segments';
import type { Span } from './span';
import { canPlay, makeSource } from './media-source';
import { lacks, plan } from './planner';
import { spans } from './ranges';
import type { Init, Segment, Segments } from './track-index';

/**
 * Feeds one media element with one track through a `MediaSource` of its own.
 *
 * {@link update} says what is wanted. It is called often, and takes one step at a time: it evicts, or appends an init or
 * a segment. When the browser rejects a segment, the source is made anew without it.
 */
export class TrackBuffer {
  readonly #element: HTMLMediaElement;
  readonly #index: Segments;
  readonly #downloads: Downloads;
  readonly #inits = new Map<Init, ArrayBuffer>();
  readonly #held = new HeldSegments();

  #source: MediaSource | undefined;
  /** `sourceopen` has fired. The source may be open a moment before; filling it then leaves no time to set its duration. */
  #ready = false;
  #buffer: SourceBuffer | undefined;
  #url = '';
  #init: Init | undefined;
  #failedAt: number | undefined;
  #reach = 1;
  /** How many segments the browser took since it was asked to keep less. */
  #fitted = 0;
  #position = 0;
  #rate = 1;
  #complete = false;
  #ended = false;
  #unsupported = false;

  constructor(element: HTMLMediaElement, index: Segments, fetch: FetchFile) {
    this.#element = element;
    this.#index = index;
    this.#downloads = new Downloads(fetch, () => this.#step());
  }

  /** Why the last request failed; absent after one that worked. */
  get error(): ApiError | undefined {
    return this.#downloads.error;
  }

  /** Some of the track is in a format that the browser cannot play. */
  get unsupported(): boolean {
    return this.#unsupported;
  }

  /** The buffered stretches, in class milliseconds. */
  get buffered(): Span[] {
    return spans(this.#element.buffered);
  }

  /** Something is recorded at `position` and is not loaded yet. */
  lacks(position: number): boolean {
    return lacks(this.#index, this.#held, position);
  }

  /** Loads for playback at `position`; `complete` when the track will not grow any more. */
  update(position: number, rate: number, complete: boolean): void {
    this.#position = position;
    this.#rate = rate;
    this.#complete = complete;
    this.#step();
  }

  /** Begins anew after the element has reported an error. A segment that fails twice is given up. */
  restart(): void {
    const culprit = this.#index.segments[this.#index.covering(this.#position)];
    if (culprit && this.#failedAt !== undefined && culprit.start <= this.#failedAt) this.#held.lose(culprit);
    this.#failedAt = this.#position;
    this.#detach();
    this.#step();
  }

  /** Lets go of the element. */
  close(): void {
    this.#downloads.want([]);
    this.#detach();
  }

  #step(): void {
    if (this.#element.error || this.#buffer?.updating) return;
    this.#held.compare(this.buffered);
    // What comes later waits until there is something to be seen or heard.
    const rate = this.#element.readyState >= this.#element.HAVE_CURRENT_DATA ? this.#rate : 0;
    const { fetch, evict } = plan(this.#index, this.#held, this.#position, rate, this.#reach);
    const next = fetch[0];
    const init = next && next.init !== this.#init ? next.init : undefined;
    const needsInit = init && !this.#inits.has(init);
    this.#downloads.want([...(needsInit ? [init.file] : []), ...fetch.map((segment) => segment.file)]);
    if (!this.#source) {
      if (next) this.#open(next);
    } else if (!this.#ready) {
      return;
    } else if (evict && this.#buffer) {
      this.#evict(evict);
    } else if (init) {
      this.#appendInit(init);
    } else if (next) {
      this.#appendSegment(next);
    } else {
      this.#endOfStream();
    }
  }

  #open(first: Segment): void {
    if (!this.#supports(first.init)) return;
    const source = makeSource(this.#element);
    source.addEventListener('sourceopen', () => this.#opened(source), { once: true });
    this.#source = source;
    this.#url = URL.createObjectURL(source);
    this.#element.src = this.#url;
  }

  #opened(source: MediaSource): void {
    if (source !== this.#source) return;
    source.duration = HORIZON_S;
    this.#ready = true;
    this.#step();
  }

  #detach(): void {
    if (!this.#source) return;
    this.#element.removeAttribute('src');
    this.#element.load();
    URL.revokeObjectURL(this.#url);
    this.#source = this.#buffer = this.#init = undefined;
    this.#held.clear();
    this.#ready = this.#ended = false;
  }

  #appendInit(init: Init): void {
    const data = this.#inits.get(init) ?? this.#downloads.get(init.file);
    if (!data) {
      if (this.#downloads.isMissing(init.file)) this.#loseAllOf(init);
      return;
    }
    this.#inits.set(init, data);
    if (!this.#supports(init)) return;
    if (!this.#buffer) this.#addBuffer(init.mime);
    else if (this.#init?.mime !== init.mime) this.#buffer.changeType(init.mime);
    if (this.#append(data)) this.#init = init;
  }

  #addBuffer(mime: string): void {
    const buffer = this.#source!.addSourceBuffer(mime);
    buffer.mode = 'segments';
    buffer.addEventListener('error', () => {
      if (buffer === this.#buffer && this.#held.last) this.#held.lose(this.#held.last);
    });
    buffer.addEventListener('updateend', () => {
      if (buffer === this.#buffer) this.#step();
    });
    this.#buffer = buffer;
  }

  #appendSegment(segment: Segment): void {
    const data = this.#downloads.get(segment.file);
    if (!data) {
      if (this.#downloads.isMissing(segment.file)) this.#held.lose(segment);
      return;
    }
    if (this.#append(data)) {
      this.#held.add(segment);
      this.#keepMore();
    } else if (this.#reach > 0) {
      this.#keepLess();
    } else {
      this.#held.lose(segment);
    }
  }

  /** Returns whether the browser took the data. It does not when its quota is exhausted. */
  #append(data: ArrayBuffer): boolean {
    try {
      this.#buffer!.appendBuffer(data);
      this.#ended = false;
      return true;
    } catch (error) {
      if (!(error instanceof Error && error.name === 'QuotaExceededError')) throw error;
      return false;
    }
  }

  /** From now on less is kept, in the end only what is played and what is next. A segment that does not fit then is lost. */
  #keepLess(): void {
    this.#fitted = 0;
    this.#reach = this.#reach > MIN_REACH ? this.#reach / 2 : 0;
    this.#step();
  }

  /** A stretch that takes much memory may be over. */
  #keepMore(): void {
    if (this.#reach === 1 || ++this.#fitted < FITTED) return;
    this.#fitted = 0;
    this.#reach = Math.min(1, Math.max(MIN_REACH, this.#reach * 2));
  }

  #evict(span: Span): void {
    const { from, to } = span;
    this.#held.remove(span);
    this.#buffer!.remove(Math.min(from / 1000, this.#source!.duration), to / 1000);
    this.#ended = false;
  }

  /** Lets the element play out its last frames. */
  #endOfStream(): void {
    const final = this.#index.segments.at(-1);
    if (this.#ended || !this.#complete || !final || !this.#held.segments.has(final)) return;
    if (this.#source!.readyState === 'open') this.#source!.endOfStream();
    this.#ended = true;
  }

  #supports(init: Init): boolean {
    if (canPlay(init.mime)) return true;
    this.#unsupported = true;
    this.#loseAllOf(init);
    return false;
  }

  #loseAllOf(init: Init): void {
    for (const segment of this.#index.segments) if (segment.init === init) this.#held.lose(segment);
  }
}

/**
 * Longer than any class. Without a finite duration an element seeks only within what it has buffered so far
 * (HTML, "seekable"; Media Source Extensions 11), and every seek goes beyond that.
 */
const HORIZON_S = 7 * 24 * 3600;
/** An eighth of the usual bounds is still a few seconds. */
const MIN_REACH = 0.125;
/** Some minutes of watching. */
const FITTED = 100;
