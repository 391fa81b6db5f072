/**
 * Calls `work` now, and again `everyMs` after it has finished, while the page is visible; at once when the page becomes
 * visible again. It never runs twice at a time. Returns a function that stops the calls. `work` handles its own
 * failures.
 */
export function pollWhileVisible(everyMs: number, work: () => Promise<void>): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let working = false;
  let stopped = false;

  async function round() {
    clearTimeout(timer);
    if (working || stopped) return;
    working = true;
    await work();
    working = false;
    if (!stopped && document.visibilityState === 'visible') timer = setTimeout(() => void round(), everyMs);
  }
  const seen = () => {
    if (document.visibilityState === 'visible') void round();
    else clearTimeout(timer);
  };

  document.addEventListener('visibilitychange', seen);
  void round();
  return () => {
    stopped = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', seen);
  };
}
