import { ApiError, type Api } from '../../core/http';
import type { ManifestPage } from '../../protocol/generated';
import { KnownLines } from './known-lines';
import type { ManifestIndex } from './manifest-index';

type PageQuery = Parameters<Api['manifest']>[2];

/**
 * Reads the manifest into an index: first around the moment that is watched, then from there to the end, then what is
 * before; and each second the new lines, until it is complete.
 */
export class ManifestFeed {
  readonly #index: ManifestIndex;
  readonly #load: (query: PageQuery) => Promise<ManifestPage>;
  readonly #changed: () => void;
  readonly #known = new KnownLines();
  /** The moment to be read around, before anything else. */
  #sought: number | undefined;
  /** The moment to which the player went last. */
  #watched = 0;
  /** Where the next page begins. */
  #next = 0;
  /** The line after the last that there is; unknown until the end was reached. */
  #end = Infinity;
  #edge = 0;
  #edgeAt = 0;
  #loaded = false;
  #over = false;
  #error: ApiError | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  /** Begins to load in a moment, so that {@link seek} can be called before. */
  constructor(index: ManifestIndex, load: (query: PageQuery) => Promise<ManifestPage>, changed: () => void) {
    this.#index = index;
    this.#load = load;
    this.#changed = changed;
    queueMicrotask(() => void this.#poll());
  }

  /** A page is loaded. */
  get loaded(): boolean {
    return this.#loaded;
  }

  /** All lines are read that there were when the end was read last. */
  get whole(): boolean {
    return this.#known.firstUnknown >= this.#end;
  }

  /** The manifest is complete, and all of it is read. */
  get complete(): boolean {
    return this.#over && this.whole;
  }

  /** Class time now, extrapolated while class is live; the length of the class afterwards. */
  get edge(): number {
    return this.#over || !this.#loaded ? this.#edge : this.#edge + performance.now() - this.#edgeAt;
  }

  /** Why the last request failed; absent after one that worked. Loading goes on unless the refusal is final. */
  get error(): ApiError | undefined {
    return this.#error;
  }

  /** Everything that was recorded around a moment is known. */
  covers(at: number): boolean {
    return this.whole || this.#known.covers(at);
  }

  /** Reads around a moment first. */
  seek(at: number): void {
    this.#watched = at;
    this.#sought = this.covers(at) ? undefined : at;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  async #poll(): Promise<void> {
    // It may have come with the page that was on its way.
    const sought = this.#sought !== undefined && this.covers(this.#sought) ? undefined : this.#sought;
    this.#sought = undefined;
    try {
      const page = await this.#load(sought === undefined ? { from: this.#next } : { at: sought });
      if (this.#closed) return;
      this.#take(page);
    } catch (error) {
      this.#sought ??= sought;
      this.#error = error instanceof ApiError ? error : new ApiError('network', 0, String(error));
    }
    if (this.#closed) return;
    this.#changed();
    const refused = this.#error !== undefined && FINAL.includes(this.#error.status);
    const pause = this.whole || this.#error !== undefined ? POLL_MS : this.#isFar() ? REST_MS : 0;
    if (!this.complete && !refused) this.#timer = setTimeout(() => void this.#poll(), pause);
  }

  /** What is watched next is known: the rest must not keep sound and pictures waiting. */
  #isFar(): boolean {
    return this.#sought === undefined && this.covers(this.#watched) && this.covers(this.#watched + NEXT_MS);
  }

  #take(page: ManifestPage): void {
    const times = this.#index.add(page.entries);
    // The lines of a page are in the order in which segments ended, which is nearly that of time.
    const from = page.first === 0 ? 0 : times.from + OUT_OF_ORDER_MS;
    const to = page.more ? times.to - OUT_OF_ORDER_MS : Infinity;
    this.#known.add({ first: page.first, next: page.next, from, to });
    if (!page.more) {
      this.#end = page.next;
      this.#over = page.complete;
    }
    this.#next = this.#known.after(page.more ? page.next : this.#known.firstUnknown);
    this.#edge = this.#index.duration ?? page.now;
    this.#edgeAt = performance.now();
    this.#loaded = true;
    this.#error = undefined;
  }
}

/** Segments come every two seconds; polling more often would not show them much earlier. */
const POLL_MS = 1_000;
/** A page takes some ten milliseconds of a browser: it has the rest for what is played. */
const REST_MS = 100;
/** What is watched next: longer than any player loads ahead. */
const NEXT_MS = 120_000;
/** Unauthorized, forbidden, not found, gone: repeating the request changes nothing. */
const FINAL = [401, 403, 404, 410];
/** The longest segments are a few seconds long, so that a line is at most this much out of the order of time. */
const OUT_OF_ORDER_MS = 5_000;
