/** Which stretches of a class somebody has watched, as this browser knows. What counts for them is the server's to say. */

import { browserStorage } from '../../core/storage';
import type { SavedSeat } from '../../core/seats';
import { joined } from './skips';
import type { Stretch } from './watching';

type Seat = Pick<SavedSeat, 'session' | 'participant'>;

const nameOf = ({ session, participant }: Seat) => `seen.${session}.${participant}`;
/** A cursor that is further ahead than playback could bring it was moved. */
const JUMP_MS = 500;
/** How much is played until it is kept and shown. */
const KEEP_MS = 2_000;
/** A hole that is shorter is none: nobody sees that a seek was not exact. */
const HOLE_MS = 500;
/** Whoever jumps about more than this is told less exactly what they have seen: the shortest stretches go first. */
const MOST = 200;

/** What somebody has watched of a class. */
export function seenOf(seat: Seat): readonly Stretch[] {
  const kept = browserStorage.readJson(nameOf(seat));
  return Array.isArray(kept) ? joined(kept.filter(isStretch)) : [];
}

function isStretch(value: unknown): value is Stretch {
  const { from, to } = (value ?? {}) as Partial<Stretch>;
  return typeof from === 'number' && typeof to === 'number' && from < to;
}

/** Follows a player. */
export class Seen {
  /** In order; they do not touch. */
  list: readonly Stretch[] = $state.raw([]);
  readonly #seat: Seat;
  /** What is played now, and when that was last looked at. */
  #open: { from: number; to: number; at: number } | undefined;

  constructor(seat: Seat) {
    this.#seat = seat;
    this.list = seenOf(seat);
  }

  /** Takes note of where the player is. `now` is any clock that only goes forward; `share` of class time passes with what is played. */
  follow(position: number, playing: boolean, rate: number, now: number, share: number): void {
    const open = this.#open;
    if (open) {
      const moved = position - open.to;
      const played = moved >= 0 && moved <= share * (rate * (now - open.at) + JUMP_MS);
      if (played) [open.to, open.at] = [position, now];
      if (!played || !playing) this.#end();
      else if (open.to - open.from >= KEEP_MS) this.#keep(open);
    }
    if (playing) this.#open ??= { from: position, to: position, at: now };
  }

  /** Playback has left out what there is nothing to see in. */
  passed(stretch: Stretch): void {
    this.#add(stretch);
  }

  #end(): void {
    if (this.#open) this.#add(this.#open);
    this.#open = undefined;
  }

  #keep(open: { from: number; to: number }): void {
    this.#add(open);
    open.from = open.to;
  }

  #add({ from, to }: Stretch): void {
    if (to <= from) return;
    // What is kept meanwhile by another tab is not lost.
    const all = joined([...seenOf(this.#seat), { from: Math.max(0, Math.floor(from - HOLE_MS)), to: Math.ceil(to) }]);
    this.list = shortened(all);
    browserStorage.writeJson(nameOf(this.#seat), this.list);
  }
}

function shortened(all: readonly Stretch[]): readonly Stretch[] {
  if (all.length <= MOST) return all;
  const least = [...all].sort((a, b) => b.to - b.from - (a.to - a.from))[MOST - 1]!;
  return all.filter(({ from, to }) => to - from >= least.to - least.from).slice(-MOST);
}
