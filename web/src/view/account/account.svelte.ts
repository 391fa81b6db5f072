import { api } from '../../core/http';
import { forgetAllSeats } from '../../core/seats';
import type { Me } from '../../protocol/generated';

/** Who is signed in, for every page. */
class Account {
  /** Unknown until the server has told. */
  me = $state.raw<Me>();
  /** Why it could not tell. */
  failure = $state.raw<unknown>();

  /** The signed-in person. */
  get person() {
    return this.me?.person ?? null;
  }

  /** Asks the server. Keeps the last answer when it does not reply. */
  async load(): Promise<void> {
    try {
      this.me = await api.me();
      this.failure = undefined;
    } catch (error) {
      this.failure = error;
    }
  }

  /** Ends the sign-in, and gives up the seats that were taken: the next person here is not this one. */
  async signOut(): Promise<void> {
    await api.signOut();
    forgetAllSeats();
    this.me = { setup_needed: false, person: null };
  }
}

/** The account of this browser. */
export const account = new Account();
