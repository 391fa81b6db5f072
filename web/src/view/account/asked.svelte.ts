import { account } from './account.svelte';

/** What a page asks of the server as whoever is signed in, again and again. The last answer stays while asking fails. */
export class Asked<T> {
  /** The last answer; undefined until the first one. */
  answer = $state.raw<T>();
  /** Why asking failed, if it did the last time. */
  failure = $state.raw<unknown>();

  readonly #ask: () => Promise<T>;

  constructor(ask: () => Promise<T>) {
    this.#ask = ask;
  }

  /** Asks. */
  load = async (): Promise<void> => {
    try {
      this.answer = await this.#ask();
      this.failure = undefined;
    } catch (error) {
      this.failure = error;
      account.lostBy(error);
    }
  };
}
