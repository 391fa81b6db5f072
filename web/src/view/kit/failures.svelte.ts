/** Why parts of a page could not be loaded. A page of many parts says each reason once, where else all of them would. */

import { getContext, setContext } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';

export class Failures {
  readonly #reasons = new SvelteMap<string, string>();

  /** The reasons, each once. */
  get reasons(): readonly string[] {
    return [...new Set(this.#reasons.values())];
  }

  /** A part could not be loaded. Returns what takes that back. */
  tell(part: string, reason: string): () => void {
    this.#reasons.set(part, reason);
    return () => void this.#reasons.delete(part);
  }
}

const OF_PAGE = Symbol('failures of the page');

/** The page around, which this makes, says why its parts could not be loaded. */
export const sayFailures = (): Failures => setContext(OF_PAGE, new Failures());

/** Where the failures of a part are said, if its page says them. */
export const failuresOfPage = (): Failures | undefined => getContext(OF_PAGE);
