import { api } from '../../core/http';
import { forgetAllSeats } from '../../core/seats';
import { errorCode } from '../../i18n';
import type { Me } from '../../protocol/generated';

/** The person who is signed in, for every page. */
class Account {
  /** The server's answer; undefined until it has come. */
  me = $state.raw<Me>();
  /** Why the last request failed. */
  failure = $state.raw<unknown>();

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

  /** Notices by the failure of a request that this browser is not signed in any more. */
  lostBy(failure: unknown): void {
    if (errorCode(failure) === 'unauthorized') void this.load();
  }

  /** Signs out, and gives up all seats: the next person at this computer may be somebody else. */
  async signOut(): Promise<void> {
    await api.signOut();
    forgetAllSeats();
    this.me = { setup_needed: false, mail: this.me?.mail ?? false, person: null };
  }
}

/** The account of this browser. */
export const account = new Account();
