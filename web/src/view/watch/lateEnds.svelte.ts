/** When polls stop to take later answers, and begin to take them again: from then on the server tells something else of them. */

import type { Poll, PollId } from '../../protocol/generated';
import { takesLate } from '../polls/lateness';

/** No browser waits for longer by one timer. */
const LONGEST_WAIT_MS = 24 * 3_600_000;

export class LateEnds {
  /** The time by which deadlines are over, in Unix ms by the server's clock. It is read anew whenever one is. */
  now: number = $state(Date.now());
  readonly #changed: (polls: readonly PollId[]) => void;
  /** How far the server's clock is ahead of that of this device, in milliseconds. */
  #ahead = 0;
  /** Whether each poll that is closed takes later answers, as far as it was followed. */
  #taken: ReadonlyMap<PollId, boolean> = new Map();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param changed hears which polls take answers no more, or again */
  constructor(changed: (polls: readonly PollId[]) => void) {
    this.#changed = changed;
  }

  /** Hears what time it is at the server, in Unix ms. */
  tellTime(now: number): void {
    this.#ahead = now - Date.now();
    this.now = now;
  }

  /** Follows the polls as they are by now. */
  follow(polls: readonly Poll[]): void {
    this.now = Date.now() + this.#ahead;
    const closed = polls.filter((poll) => poll.closed !== null);
    const before = this.#taken;
    this.#taken = new Map(closed.map((poll) => [poll.id, takesLate(poll, this.now)]));
    this.#await(closed);
    const changed = closed.filter(({ id }) => before.has(id) && before.get(id) !== this.#taken.get(id));
    if (changed.length > 0) this.#changed(changed.map(({ id }) => id));
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #await(polls: readonly Poll[]): void {
    clearTimeout(this.#timer);
    const deadlines = polls.flatMap(({ late_answers: late }) =>
      late.late === 'until' && late.unix > this.now ? [late.unix] : [],
    );
    if (deadlines.length === 0) return;
    const wait = Math.min(LONGEST_WAIT_MS, Math.min(...deadlines) - this.now);
    this.#timer = setTimeout(() => this.follow(polls), wait);
  }
}
