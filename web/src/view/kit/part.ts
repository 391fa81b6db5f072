/** Loads the code of a part of a page. */

import { browser, type Environment } from '../../core/environment';

/** How long it waits before the second try, and before the third, in milliseconds. */
const PAUSES_MS = [1_000, 4_000] as const;

/**
 * Loads a part, again after a failure: somebody who changes networks lacks one for a moment. Once the browser says that the network is back it
 * is tried at once. The third failure is final. (Firefox keeps the first one until the page is loaded anew.)
 *
 * @param onagain is told that it is going to be tried again
 */
export async function loadPart<Part>(
  load: () => Promise<Part>,
  onagain: () => void = () => {},
  environment: Pick<Environment, 'after' | 'onNetworkBack'> = browser,
): Promise<Part> {
  for (const pause of PAUSES_MS) {
    try {
      return await load();
    } catch {
      onagain();
      await networkOr(pause, environment);
    }
  }
  return load();
}

/** Waits until the network is back, and no longer than this. */
function networkOr(ms: number, { after, onNetworkBack }: Pick<Environment, 'after' | 'onNetworkBack'>): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      cancel();
      end();
      resolve();
    };
    const cancel = after(ms, go);
    const end = onNetworkBack(go);
  });
}
