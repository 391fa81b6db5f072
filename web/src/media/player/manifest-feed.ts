import { ApiError } from '../../core/http';
import type { ManifestPage } from '../../protocol/generated';
import type { ManifestIndex } from './manifest-index';

/** Reads the manifest into an index: first page by page, then each second its new lines, until it is complete. */
export class ManifestFeed {
  readonly #index: ManifestIndex;
  readonly #load: (from: number) => Promise<ManifestPage>;
  readonly #changed: () => void;
  #next = 0;
  #edge = 0;
  #edgeAt = 0;
  #loaded = false;
  #more = false;
  #complete = false;
  #error: ApiError | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  /** Begins to load at once. */
  constructor(index: ManifestIndex, load: (from: number) => Promise<ManifestPage>, changed: () => void) {
    this.#index = index;
    this.#load = load;
    this.#changed = changed;
    void this.#poll();
  }

  /** The first page is loaded. */
  get loaded(): boolean {
    return this.#loaded;
  }

  /** The manifest is complete. */
  get complete(): boolean {
    return this.#complete;
  }

  /** Class time now, extrapolated while class is live; the length of the class afterwards. */
  get edge(): number {
    return this.#complete || !this.#loaded ? this.#edge : this.#edge + performance.now() - this.#edgeAt;
  }

  /** Why the last request failed; absent after one that worked. Loading goes on unless the refusal is final. */
  get error(): ApiError | undefined {
    return this.#error;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  async #poll(): Promise<void> {
    try {
      const page = await this.#load(this.#next);
      if (this.#closed) return;
      this.#take(page);
    } catch (error) {
      this.#error = error instanceof ApiError ? error : new ApiError('network', 0, String(error));
    }
    if (this.#closed) return;
    this.#changed();
    const refused = this.#error !== undefined && FINAL.includes(this.#error.status);
    const pause = this.#more && this.#error === undefined ? 0 : POLL_MS;
    if (!this.#complete && !refused) this.#timer = setTimeout(() => void this.#poll(), pause);
  }

  #take(page: ManifestPage): void {
    this.#index.add(page.entries);
    this.#next = page.next;
    this.#more = page.more;
    this.#complete = page.complete;
    this.#edge = this.#index.duration ?? page.now;
    this.#edgeAt = performance.now();
    this.#loaded = true;
    this.#error = undefined;
  }
}

/** Segments come every two seconds; polling more often would not show them much earlier. */
const POLL_MS = 1_000;
/** Unauthorized, forbidden, not found, gone: repeating the request changes nothing. */
const FINAL = [401, 403, 404, 410];
