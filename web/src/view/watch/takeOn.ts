/** A new take in the place of a stretch of class, while the cursor is there. Its moments are moments of class: as far through the stretch. */

import type { ApiError } from '../../core/http';
import { isFinal } from '../../core/replay';
import type { Cut, Take } from '../../protocol/generated';
import { joined } from './skips';
import type { Stretch } from './watching';

/** A stretch in whose place a take stands. */
export type Replaced = Cut & { readonly take: Take };

/** What plays a take; a `WatchRoom` does. */
export interface TakeRoom {
  readonly position: number;
  /** Stretches of which it has nothing to play. */
  readonly gaps: readonly Stretch[];
  /** Where what it can play ends, once all of it is known. */
  readonly end: number | undefined;
  readonly playing: boolean;
  readonly finished: boolean;
  readonly refused: ApiError | undefined;
  readonly session: unknown;
  refresh(): Promise<void>;
  play(): Promise<void>;
  seek(at: number): void;
  close(): void;
}

/** Playback stops so shortly before a place, and lands so shortly before its end: media have frames. */
const BRINK_MS = 100;
const LANDING_MS = 250;
/** How often it is tried again to reach the server. */
const AGAIN_MS = 5_000;

/** The stretches that takes stand for. */
export const replacedOf = (cuts: readonly Cut[]): readonly Replaced[] =>
  cuts.filter((cut): cut is Replaced => cut.take !== undefined);

/** Where playback that was at `before` meets a take, if it does: it begins there, however far it went meanwhile. */
export function met(places: readonly Replaced[], before: number, position: number): Replaced | undefined {
  return places.find(({ from }) => before <= from && position >= from - BRINK_MS);
}

/** The take that stands at a moment. */
export function takeAt(places: readonly Replaced[], at: number): Replaced | undefined {
  return places.find(({ from, to }) => from <= at && at < to);
}

/** The take at which playback rests, if it has not just landed behind one. */
export function restsAt(places: readonly Replaced[], at: number): Replaced | undefined {
  const place = takeAt(places, at);
  return place && at < place.to - Math.min(LANDING_MS, (place.to - place.from) / 4) ? place : undefined;
}

/** Stretches without what takes stand for. */
export function outsideOf(places: readonly Stretch[], stretches: readonly Stretch[]): Stretch[] {
  return stretches.flatMap((stretch) => {
    const left: Stretch[] = [];
    let { from } = stretch;
    for (const place of joined(places)) {
      if (place.to <= from || place.from >= stretch.to) continue;
      if (from < place.from) left.push({ from, to: place.from });
      from = Math.max(from, place.to);
    }
    if (from < stretch.to) left.push({ from, to: stretch.to });
    return left;
  });
}

/** How much of class passes with a part of a take. */
export const classShare = ({ from, to, take }: Replaced) => (to - from) / take.duration;

export class TakeOn<R extends TakeRoom> {
  readonly cut: Replaced;
  readonly room: R;
  #closed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param at the moment of class to begin at
   * @param roomAt makes what plays the take, from a moment of it on
   * @param onlost hears once it is known that the take is not to be had
   */
  constructor(cut: Replaced, at: number, roomAt: (at: number) => R, onlost: () => void) {
    this.cut = cut;
    this.room = roomAt((at - cut.from) / classShare(cut));
    void this.#ask(onlost);
  }

  /** The cursor, in class time. */
  get position(): number {
    return Math.min(this.cut.to, this.cut.from + this.room.position * classShare(this.cut));
  }

  /** Stretches of class in whose place it has nothing to play. */
  get gaps(): readonly Stretch[] {
    const { from, to, take } = this.cut;
    const share = classShare(this.cut);
    const end = this.room.end ?? take.duration;
    return [...this.room.gaps, { from: end, to: take.duration }]
      .map((gap) => ({ from: Math.max(from, from + gap.from * share), to: Math.min(to, from + gap.to * share) }))
      .filter((gap) => gap.from < gap.to);
  }

  seek(at: number): void {
    this.room.seek((at - this.cut.from) / classShare(this.cut));
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.room.close();
  }

  /** Asks for the take until the server says what it is, or that there is none. */
  async #ask(onlost: () => void): Promise<void> {
    await this.room.refresh();
    if (this.#closed || this.room.session) return;
    if (this.room.refused && isFinal(this.room.refused)) onlost();
    else this.#timer = setTimeout(() => void this.#ask(onlost), AGAIN_MS);
  }
}
