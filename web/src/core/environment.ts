/** The parts of the browser that `core` needs, so that tests can replace them. */
export interface Environment {
  /** A clock that never goes back, in milliseconds. */
  now(): number;
  /** Runs `callback` once after `ms`; returns a function that cancels the call. */
  after(ms: number, callback: () => void): () => void;
  /** A number in 0..1, for jitter. */
  random(): number;
  /** Opens a WebSocket. */
  open(url: string): Socket;
  /** Asks by a request whether the server can be reached, and calls back once that is known; returns a function that cancels it. */
  reach(callback: (reached: boolean) => void): () => void;
  /** Calls back when the browser says that the network is back; returns a function that ends the subscription. */
  onNetworkBack(callback: () => void): () => void;
  /** Calls back once the page is visible, at once if it is already; returns a function that cancels the call. */
  whenVisible(callback: () => void): () => void;
}

/** The part of `WebSocket` that is used. */
export interface Socket {
  onopen: (() => void) | null;
  onmessage: ((message: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
  send(text: string): void;
  close(): void;
}

/** The part of `Document` that is used; there is none outside of a page. */
interface Page extends Pick<EventTarget, 'addEventListener' | 'removeEventListener'> {
  readonly visibilityState: 'visible' | 'hidden';
}

/** What is in front of a server answers with these while it does not reach the server itself. */
const UNREACHED = [502, 503, 504];

/** The real browser. */
export const browser: Environment = {
  now: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
  random: Math.random,
  open: (url) => new WebSocket(url) as Socket,
  reach(callback) {
    const controller = new AbortController();
    const { signal } = controller;
    const answer = (reached: boolean) => {
      if (!signal.aborted) callback(reached);
    };
    fetch('/healthz', { method: 'HEAD', cache: 'no-store', signal }).then(
      ({ status }) => answer(!UNREACHED.includes(status)),
      () => answer(false),
    );
    return () => controller.abort();
  },
  onNetworkBack(callback) {
    globalThis.addEventListener?.('online', callback);
    return () => globalThis.removeEventListener?.('online', callback);
  },
  whenVisible(callback) {
    const { document } = globalThis as { document?: Page };
    const seen = () => {
      if (document?.visibilityState === 'hidden') return;
      end();
      callback();
    };
    const end = () => document?.removeEventListener('visibilitychange', seen);
    document?.addEventListener('visibilitychange', seen);
    seen();
    return end;
  },
};
