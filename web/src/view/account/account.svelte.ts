import { api } from '../../core/http';
import { forgetAllSeats } from '../../core/seats';
import { errorCode } from '../../i18n';
import { browsersZone, setReadersZone } from '../../i18n/zone.svelte';
import { firstLanguage } from './languages';
import { forgetDevice } from '../notices/device';
import type { Me } from '../../protocol/generated';

/** The person who is signed in, for every page. */
class Account {
  #me = $state.raw<Me>();
  /** Why the last request failed. */
  failure = $state.raw<unknown>();

  /** The server's answer; undefined until it has come. */
  get me(): Me | undefined {
    return this.#me;
  }

  set me(me: Me) {
    this.#me = me;
    setReadersZone(me.person?.profile.zone);
    if (me.person && me.person.profile.zone === null) void this.#tellLocale();
  }

  /** The signed-in person. */
  get person() {
    return this.me?.person ?? null;
  }

  /** Whether the server sends mail. */
  get mail() {
    return this.me?.mail ?? false;
  }

  /** Asks the server. Keeps the last answer when the request fails. */
  async load(): Promise<void> {
    try {
      this.me = await api.me();
      this.failure = undefined;
    } catch (error) {
      this.failure = error;
    }
  }

  /**
   * Tells the server where a person is of whom it does not know, and in which language they read. Times are shown in the browser's zone
   * until then.
   */
  async #tellLocale(): Promise<void> {
    try {
      this.me = await api.tellLocale({ zone: browsersZone(), language: firstLanguage(navigator.languages) });
    } catch {
      // A zone that only this browser knows, or no network: the next page load tries again.
    }
  }

  /** Notices by the failure of a request that this browser is not signed in any more. */
  lostBy(failure: unknown): void {
    if (errorCode(failure) === 'unauthorized') void this.load();
  }

  /** Signs out, and gives up all seats: the next person at this computer may be somebody else. */
  async signOut(): Promise<void> {
    await api.signOut();
    forgetAllSeats();
    // The server sends none any more: a browser that cannot forget its address gets nothing there.
    await forgetDevice().catch(() => {});
    this.me = { setup_needed: false, mail: this.me?.mail ?? false, person: null };
  }
}

/** The account of this browser. */
export const account = new Account();
