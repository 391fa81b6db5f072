import { api } from '../../core/http';
import { errorCode } from '../../i18n';
import type { JoinInfo } from '../../protocol/generated';
import { account } from '../account/account.svelte';
import { formerSeat, formerSeatBehind, type FormerSeat } from './seat';

/** A class as its lobby shows it. It is polled, and its clock runs on in between. */
export class LobbyInfo {
  info = $state.raw<JoinInfo>();
  /** The seat that this browser had in the class. */
  former = $state.raw<FormerSeat>();
  /** Why the last request failed. */
  failure = $state<unknown>();

  /** Why the server does not let this person in: it is locked, as they were told when they tried, or they are banned. */
  shutOut = $state<'locked' | 'banned'>();

  readonly #code: string;
  #askedAt = 0;
  #isStranger = false;

  constructor(code: string) {
    this.#code = code;
  }

  /** There is no class with this code. */
  get missing(): boolean {
    return errorCode(this.failure) === 'not_found';
  }

  /** It is a class for the members of a course, and this person is none: nothing else is known of it. */
  get membersOnly(): boolean {
    return errorCode(this.failure) === 'members_only';
  }

  /** Asks the server. Keeps the last answer when the request fails. */
  async load(): Promise<void> {
    try {
      const info = await api.joinInfo(this.#code);
      if (!info.yours) await this.#meetsStranger();
      if (!this.info && !info.yours) this.former = await formerSeat(info.session.id);
      // Before anything else is shown: whoever is banned needs no devices.
      if (info.banned) this.shutOut = 'banned';
      this.info = info;
      this.failure = undefined;
      this.#askedAt = Date.now();
    } catch (error) {
      if (errorCode(error) === 'members_only') await this.#meetsStranger();
      if (!this.membersOnly && errorCode(error) === 'members_only') this.former = await formerSeatBehind(this.#code);
      this.failure = error;
    }
  }

  /** The server may not know any more who is signed in here: they may have been signed out from another device. */
  async #meetsStranger(): Promise<void> {
    if (!this.#isStranger && account.person) await account.load();
    this.#isStranger = true;
  }

  /** How long the class has lasted at `now` (Unix ms), in milliseconds. */
  lasted(now: number): number {
    if (!this.info) return 0;
    const { state, duration } = this.info.session;
    return state === 'live' ? duration + Math.max(0, now - this.#askedAt) : duration;
  }
}

/** Whether class is cancelled, so that nobody comes in. */
export const isCancelled = ({ plan }: JoinInfo): boolean => plan !== undefined && plan.cancelled !== null;
