/** Runs in the page before everything else: sees when pictures come to the screen, and what was loaded for them. */
export function eye() {
  performance.setResourceTimingBufferSize(100_000);
  /** The player's clock, in milliseconds of class. */
  const sound = () => window.meridianProbe.players().audio;
  const position = () => (sound()?.currentTime ?? 0) * 1_000;
  /** A picture belongs to the place if it is so near, in milliseconds: pictures of a screen are 200 ms apart. */
  const NEAR_MS = 300;
  const QUIET_MS = 3_000;
  const looked = new WeakSet();
  let asked;
  let newest = 0;
  const it = (window.eye = { first: undefined, arrived: undefined, position: () => position() / 1_000, loaded, seek, isQuiet });

  new PerformanceObserver((list) => (newest = list.getEntries().at(-1).responseEnd)).observe({ type: 'resource', buffered: true });

  function look(video) {
    video.requestVideoFrameCallback((now, { mediaTime }) => {
      if (!video.src.startsWith('blob:')) return;
      it.first ??= { at: performance.now() };
      const isThere = asked && Math.abs(position() - asked.to) < 5_000 && Math.abs(mediaTime * 1_000 - position()) < NEAR_MS;
      if (isThere) {
        it.arrived = performance.now() - asked.at;
        asked = undefined;
      }
      look(video);
    });
  }

  (function watch() {
    for (const video of document.querySelectorAll('video')) {
      if (looked.has(video)) continue;
      looked.add(video);
      look(video);
    }
    requestAnimationFrame(watch);
  })();

  /** Presses on the timeline at a share of its width; returns the class time there. */
  function seek(share) {
    it.arrived = undefined;
    asked = { at: performance.now(), to: Number.NaN };
    asked.to = window.meridianProbe.clickTimeline(share);
    return asked.to;
  }

  /** Requests so far, and what came over the line for them. */
  function loaded() {
    const entries = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
    return { requests: entries.length, bytes: entries.reduce((sum, { transferSize }) => sum + transferSize, 0) };
  }

  /** Nothing but what is played was loaded lately. */
  function isQuiet() {
    const since = performance.now() - QUIET_MS;
    const late = performance.getEntriesByType('resource').filter(({ responseEnd }) => responseEnd > since);
    return newest > 0 && !late.some(({ name }) => /\/(journal|manifest)\?/.test(name));
  }
}
