import type { Attachment } from 'svelte/attachments';

/** What is on the screen for so long was looked at, and not merely scrolled past. */
const LOOKED_AT_MS = 1_000;

/** Calls back, once, when an element was on the screen of a page that is visible for a moment. */
export function whenOnScreen(then: () => void): Attachment<HTMLElement> {
  return (element) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let shown = false;
    const follow = () => {
      clearTimeout(timer);
      if (shown && document.visibilityState === 'visible') timer = setTimeout(done, LOOKED_AT_MS);
    };
    const observer = new IntersectionObserver((entries) => {
      shown = entries.at(-1)?.isIntersecting ?? false;
      follow();
    });
    function stop() {
      clearTimeout(timer);
      observer.disconnect();
      document.removeEventListener('visibilitychange', follow);
    }
    function done() {
      stop();
      then();
    }
    observer.observe(element);
    document.addEventListener('visibilitychange', follow);
    return stop;
  };
}
