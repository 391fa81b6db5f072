/**
 * What a person in class is offered to watch, because they were cut off or came late. It is kept over a reload of the tab, and known from the
 * journal after a closed one.
 */

import type { LiveClass } from '../../core/live';
import { browserStorage, tabStorage } from '../../core/storage';
import type { SavedSeat } from '../../core/seats';
import { seenOf } from '../watch/seen.svelte';
import type { Stretch } from '../watch/watching';
import { both, cameLate, cutOff, unseen, wasAway } from './missed';

export class MissedOffer {
  /** What was missed, until it is watched or declined. */
  stretch: Stretch | null = $state.raw(null);
  /** It is being watched. */
  watching = $state(false);

  readonly #live: LiveClass;
  readonly #seat: Pick<SavedSeat, 'session' | 'participant'>;
  readonly #kept: string;
  /** Until when what was missed is watched or declined, on this device. */
  readonly #answered: string;
  readonly #stop: () => void;
  /** When the connection was noticed as lost, in class time. */
  #lostAt: number | undefined;
  #cameKnown = false;

  constructor(live: LiveClass, seat: Pick<SavedSeat, 'session' | 'participant'>) {
    const { session, participant } = seat;
    this.#live = live;
    this.#seat = seat;
    this.#kept = `missed.${session}`;
    this.#answered = `missed.${session}.${participant}`;
    const before = kept(tabStorage.readJson(this.#kept));
    this.stretch = before && this.#unseen(before);
    this.#stop = live.subscribe(() => this.#changed());
  }

  /** It is known when this person came into class first, in class time. */
  came(at: number): void {
    if (this.#cameKnown) return;
    this.#cameKnown = true;
    this.#add(cameLate(at, this.#live.now()));
  }

  /** It is known when this person was away last, on whatever device. */
  away(last: Stretch): void {
    const answered = Number(browserStorage.read(this.#answered) ?? -1);
    // The answer to what this page offered by itself is one to this, too.
    if (last.to > answered) this.#add(wasAway(last, this.#live.now()));
  }

  watch(): void {
    this.watching = this.stretch !== null;
  }

  /** It is watched, or not wanted. */
  done(): void {
    this.watching = false;
    this.stretch = null;
    tabStorage.writeJson(this.#kept, null);
    browserStorage.write(this.#answered, String(Math.round(this.#live.now())));
  }

  close(): void {
    this.#stop();
  }

  #changed(): void {
    const { status, snapshot } = this.#live;
    if (status === 'reconnecting' && snapshot.session !== null) this.#lostAt ??= this.#live.now();
    if (status !== 'online' || this.#lostAt === undefined) return;
    this.#add(cutOff(this.#lostAt, this.#live.now()));
    this.#lostAt = undefined;
  }

  /** Whoever went to Watch and came back has seen there what they missed here. */
  #unseen(missed: Stretch): Stretch | null {
    return unseen(missed, seenOf(this.#seat));
  }

  #add(missed: Stretch | null): void {
    // Of what is not recorded nothing can be watched, and who watches already sees what they missed first.
    const more = missed && !this.#live.snapshot.unrecorded && !this.watching && this.#unseen(missed);
    if (!more) return;
    this.stretch = both(this.stretch, more);
    tabStorage.writeJson(this.#kept, this.stretch);
  }
}

function kept(value: unknown): Stretch | null {
  const { from, to } = (value ?? {}) as Partial<Stretch>;
  return typeof from === 'number' && typeof to === 'number' && from < to ? { from, to } : null;
}
