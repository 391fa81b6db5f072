import { Backoff } from '../../core/backoff';
import { ApiError } from '../../core/http';

/** Fetches a file of the recording. */
export type FetchFile = (file: string, signal: AbortSignal) => Promise<ArrayBuffer>;

interface Download {
  readonly abort: AbortController;
  data: ArrayBuffer | undefined;
}

/** Loads the files of one track, a few at a time, and tries again as long as they are wanted. */
export class Downloads {
  readonly #fetch: FetchFile;
  readonly #progress: () => void;
  readonly #running = new Map<string, Download>();
  readonly #missing = new Set<string>();
  readonly #backoff = new Backoff(Math.random);
  #pausedUntil = 0;
  #error: ApiError | undefined;

  /** @param progress is called when a file came, or turned out to be missing. */
  constructor(fetch: FetchFile, progress: () => void) {
    this.#fetch = fetch;
    this.#progress = progress;
  }

  /** Why the last request failed; absent after one that worked. */
  get error(): ApiError | undefined {
    return this.#error;
  }

  /** The server does not have the file. */
  isMissing(file: string): boolean {
    return this.#missing.has(file);
  }

  /** Loads the first of `files`, and drops all files that are not among them. Call it again while they are wanted. */
  want(files: readonly string[]): void {
    for (const [file, { abort }] of this.#running) {
      if (files.includes(file)) continue;
      this.#running.delete(file);
      abort.abort();
    }
    if (performance.now() < this.#pausedUntil) return;
    for (const file of files.slice(0, MAX_CONCURRENT)) {
      if (!this.#running.has(file) && !this.#missing.has(file)) void this.#load(file);
    }
  }

  /** The file, if it is loaded. It is kept as long as it is wanted. */
  get(file: string): ArrayBuffer | undefined {
    return this.#running.get(file)?.data;
  }

  async #load(file: string): Promise<void> {
    const download: Download = { abort: new AbortController(), data: undefined };
    this.#running.set(file, download);
    try {
      download.data = await this.#fetch(file, download.abort.signal);
      this.#error = undefined;
      this.#backoff.reset();
      this.#progress();
    } catch (error) {
      if (download.abort.signal.aborted) return;
      this.#running.delete(file);
      this.#failed(file, error instanceof ApiError ? error : new ApiError('network', 0, String(error)));
    }
  }

  #failed(file: string, error: ApiError): void {
    // A deleted recording has no holes: all of it is gone.
    if ((error.status === 404 || error.status === 410) && error.code !== 'recording_deleted') {
      this.#missing.add(file);
      this.#progress();
      return;
    }
    this.#error = error;
    this.#pausedUntil = performance.now() + this.#backoff.pause(performance.now());
  }
}

/** Two downloads hide the round trip; more would take bandwidth from the other tracks. */
const MAX_CONCURRENT = 2;
