/**
 * What a person in class is offered to watch, because they were cut off or came late. It is kept over a reload of the tab, and known from the
 * journal after a closed one.
 */

import type { LiveClass } from '../../core/live';
import { browserStorage, tabStorage } from '../../core/storage';
import type { SavedSeat } from '../../core/seats';
import type { Stretch } from '../watch/watching';
import { both, cameLate, cutOff, wasAway } from './missed';

export class MissedOffer {
  /** What was missed, until it is watched or declined. */
  stretch: Stretch | null = $state.raw(null);
  /** It is being watched. */
  watching = $state(false);

  readonly #live: LiveClass;
  readonly #kept: string;
  /** Until when what was missed is watched or declined, on this device. */
  readonly #answered: string;
  readonly #stop: () => void;
  /** When the connection was noticed as lost, in class time. */
  #lostAt: number | undefined;
  #cameKnown = false;

  constructor(live: LiveClass, { session, participant }: Pick<SavedSeat, 'session' | 'participant'>) {
    this.#live = live;
    this.#kept = `missed.${session}`;
    this.#answered = `missed.${session}.${participant}`;
    this.stretch = kept(tabStorage.readJson(this.#kept));
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

  #add(missed: Stretch | null): void {
    // Of what is not recorded nothing can be watched, and who watches already sees what they missed first.
    if (!missed || this.#live.snapshot.unrecorded || this.watching) return;
    this.stretch = both(this.stretch, missed);
    tabStorage.writeJson(this.#kept, this.stretch);
  }
}

function kept(value: unknown): Stretch | null {
  const { from, to } = (value ?? {}) as Partial<Stretch>;
  return typeof from === 'number' && typeof to === 'number' && from < to ? { from, to } : null;
}
