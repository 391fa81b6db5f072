import type { Down, Up } from '../protocol/generated';
import type { Environment, Socket } from './environment';
import type { WebStorage } from './storage';

/** A WebSocket whose other end is the test. */
export class FakeSocket implements Socket {
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  readonly url: string;
  readonly sent: Up[] = [];
  closed = false;

  constructor(url: string) {
    this.url = url;
  }

  send(text: string): void {
    if (this.closed) throw new Error('send on a closed socket');
    this.sent.push(JSON.parse(text) as Up);
  }

  close(): void {
    this.closed = true;
  }

  /** Delivers a frame of the server. */
  down(frame: Down): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
}

/** A browser in which time passes when the test says so. */
export class FakeEnvironment implements Environment {
  readonly sockets: FakeSocket[] = [];
  /** Answers a request that asks whether the server is reached. By default it is. */
  reached: ((reached: boolean) => void) | null = null;
  /** Requests wait for the test to answer them. */
  asks = false;
  networkBack: () => void = () => {};
  #visible = true;
  #seen: () => void = () => {};
  #time = 1_000;
  readonly #timers = new Set<{ due: number; callback: () => void }>();

  now(): number {
    return this.#time;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { due: this.#time + ms, callback };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  random(): number {
    return 1;
  }

  open(url: string): FakeSocket {
    const socket = new FakeSocket(url);
    this.sockets.push(socket);
    return socket;
  }

  reach(callback: (reached: boolean) => void): () => void {
    if (this.asks) this.reached = callback;
    else callback(true);
    return () => (this.reached = null);
  }

  onNetworkBack(callback: () => void): () => void {
    this.networkBack = callback;
    return () => (this.networkBack = () => {});
  }

  whenVisible(callback: () => void): () => void {
    if (this.#visible) callback();
    else this.#seen = callback;
    return () => (this.#seen = () => {});
  }

  /** Whether the page is seen. */
  set visible(visible: boolean) {
    this.#visible = visible;
    const seen = this.#seen;
    if (!visible) return;
    this.#seen = () => {};
    seen();
  }

  /** The socket that was opened last. */
  get socket(): FakeSocket {
    return this.sockets.at(-1)!;
  }

  /** How many timers wait. */
  get waiting(): number {
    return this.#timers.size;
  }

  /** Lets `ms` pass, running due timers in order. */
  pass(ms: number): void {
    const end = this.#time + ms;
    for (;;) {
      const next = [...this.#timers].filter(({ due }) => due <= end).sort((a, b) => a.due - b.due)[0];
      if (!next) break;
      this.#timers.delete(next);
      this.#time = next.due;
      next.callback();
    }
    this.#time = end;
  }
}

/** A browser's storage in memory. */
export class FakeStorage implements WebStorage {
  readonly #items = new Map<string, string>();
  getItem = (key: string) => this.#items.get(key) ?? null;
  setItem = (key: string, value: string) => void this.#items.set(key, value);
  removeItem = (key: string) => void this.#items.delete(key);
  key = (index: number) => [...this.#items.keys()][index] ?? null;
  get length() {
    return this.#items.size;
  }
}
