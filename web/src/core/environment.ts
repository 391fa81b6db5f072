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

/** The real browser. */
export const browser: Environment = {
  now: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
  random: Math.random,
  open: (url) => new WebSocket(url) as Socket,
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
