/** Detects whether a video element gets frames. */

/** A person whose picture stands still for this long has lost the connection: cameras send several frames a second. */
const STALLED_MS = 4_000;

/** The state of a video. */
export type Frames = 'none' | 'coming' | 'stalled';

/** Watches the frames of an element, and calls back at each change. Returns a function that stops watching. */
export function watchFrames(element: HTMLVideoElement, changed: (frames: Frames) => void): () => void {
  let state: Frames = 'none';
  let timer = 0;
  let handle = 0;
  const set = (next: Frames) => {
    if (next !== state) changed((state = next));
  };
  const seen = () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => set(state === 'coming' ? 'stalled' : state), STALLED_MS);
    set('coming');
    if ('requestVideoFrameCallback' in element) handle = element.requestVideoFrameCallback(seen);
  };
  const emptied = () => set('none');
  // Browsers without the frame callback have events for the first frame and, a few times a second, for progress.
  const progress = 'requestVideoFrameCallback' in element ? 'loadeddata' : 'timeupdate';
  element.addEventListener(progress, seen);
  element.addEventListener('emptied', emptied);
  if (element.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) seen();
  return () => {
    clearTimeout(timer);
    element.removeEventListener(progress, seen);
    element.removeEventListener('emptied', emptied);
    if ('cancelVideoFrameCallback' in element) element.cancelVideoFrameCallback(handle);
  };
}
