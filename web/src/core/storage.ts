/** Values that outlive a page load, in this tab or in this browser. */

/** The part of the browser's `Storage` that is used; `core` knows no DOM. */
export interface WebStorage {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/**
 * A browser's storage that never throws. Where it is closed to the page nothing is kept, and where it is full a value
 * stays as it was.
 */
export class SafeStorage {
  readonly #open: () => WebStorage | undefined;

  /** @param open Asked at each use: where storage is closed, reading the property of `window` throws already. */
  constructor(open: () => WebStorage | undefined) {
    this.#open = open;
  }

  /** A text; null when there is none. */
  read(name: string): string | null {
    return this.#use((storage) => storage.getItem(PREFIX + name)) ?? null;
  }

  /** Keeps a text; null removes it. */
  write(name: string, text: string | null): void {
    this.#use((storage) => {
      if (text === null) storage.removeItem(PREFIX + name);
      else storage.setItem(PREFIX + name, text);
    });
  }

  /** A value kept as JSON, of unknown shape: another version of the app may have written it. Null when there is none. */
  readJson(name: string): unknown {
    try {
      return JSON.parse(this.read(name) ?? 'null');
    } catch {
      return null;
    }
  }

  /** Keeps a value as JSON; null removes it. */
  writeJson(name: string, value: unknown): void {
    this.write(name, value === null ? null : JSON.stringify(value));
  }

  /** The names of all values whose names begin with `start`. */
  names(start: string): string[] {
    const names = this.#use((storage) =>
      Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '')
        .filter((key) => key.startsWith(PREFIX + start))
        .map((key) => key.slice(PREFIX.length)),
    );
    return names ?? [];
  }

  /** Removes all values whose names begin with `start`. */
  removeAll(start: string): void {
    for (const name of this.names(start)) this.write(name, null);
  }

  #use<T>(use: (storage: WebStorage) => T): T | undefined {
    try {
      const storage = this.#open();
      return storage && use(storage);
    } catch {
      return undefined;
    }
  }
}

/** The start of all names, since other apps may share the origin. */
const PREFIX = 'meridian.';

type Window = { readonly sessionStorage?: WebStorage; readonly localStorage?: WebStorage };

/** Keeps values until the tab is closed, in this tab alone: two tabs may be two people. */
export const tabStorage = new SafeStorage(() => (globalThis as Window).sessionStorage);

/** Keeps values for good, in all tabs of this browser. */
export const browserStorage = new SafeStorage(() => (globalThis as Window).localStorage);
