/** The takes of a class that is watched: which one plays, and which is loaded because it comes next. */

import type { SessionId } from '../../protocol/generated';
import { TakeOn, type Replaced, type TakeRoom } from './takeOn';
import type { Stretch } from './watching';

/** A take is loaded when it is as close as this, in class time, so that it begins without a pause. */
const AHEAD_MS = 8_000;

/** What plays the class around the takes. */
interface Around<R> {
  /** Makes what plays a take, paused at a moment of it; `changed` hears of whatever changes. */
  roomOf(take: SessionId, at: number, changed: () => void): R;
  /** The take that plays has changed. */
  changed(): void;
  /** There is no take to be had for a stretch. */
  lost(cut: Replaced): void;
}

export class Takes<R extends TakeRoom> {
  /** The take that plays in the place of a stretch; undefined while the cursor is in what was recorded in class. */
  on: TakeOn<R> | undefined = $state.raw();
  /** The takes that were asked for, and are not to be had. */
  lost: ReadonlySet<SessionId> = $state.raw(new Set());
  /** Of which of class each take that was played has nothing. */
  readonly #gaps = new Map<SessionId, readonly Stretch[]>();
  readonly #around: Around<R>;
  #next: TakeOn<R> | undefined;

  constructor(around: Around<R>) {
    this.#around = around;
  }

  /** Stretches of class in whose place the takes that were played so far have nothing to play. */
  get gaps(): readonly Stretch[] {
    return [...[...this.#gaps.values()].flat(), ...(this.on?.gaps ?? [])];
  }

  /** Loads the take that stands a little after a moment. */
  prepare(places: readonly Replaced[], at: number): void {
    const next = places.find(({ from }) => at < from && from <= at + AHEAD_MS);
    if (next && this.#next && isOf(this.#next, next)) return;
    this.#next?.close();
    this.#next = next && this.#make(next, next.from);
  }

  /** Has a take play from a moment of class on; it rests at first. */
  enter(cut: Replaced, at: number): TakeOn<R> {
    this.on?.close();
    const loaded = this.#next && isOf(this.#next, cut) ? this.#next : undefined;
    if (!loaded) this.#next?.close();
    this.#next = undefined;
    return (this.on = loaded ?? this.#make(cut, at));
  }

  /** Ends the take that plays. */
  leave(): void {
    const { on } = this;
    if (!on) return;
    this.#gaps.set(on.cut.take.session, on.gaps);
    this.on = undefined;
    on.close();
  }

  /** There is nothing to play of a take any more. */
  lose(cut: Replaced): void {
    this.lost = new Set([...this.lost, cut.take.session]);
    this.#around.lost(cut);
  }

  close(): void {
    this.leave();
    this.#next?.close();
    this.#next = undefined;
  }

  #make(cut: Replaced, at: number): TakeOn<R> {
    const { session, duration } = cut.take;
    const changed = () => this.on === made && this.#around.changed();
    const roomAt = (at: number) => this.#around.roomOf(session, Math.min(at, duration), changed);
    const made: TakeOn<R> = new TakeOn(cut, at, roomAt, () => this.lose(cut));
    return made;
  }
}

/** Whether it is the take of a stretch. */
const isOf = ({ cut }: { readonly cut: Replaced }, other: Replaced) =>
  cut.take.session === other.take.session && cut.from === other.from;
