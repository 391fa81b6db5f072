/**
 * The timeline of a class as it is played: where a stretch was replaced by a new take, that lasts as long as the take. `server/ledger/src/line.rs`
 * measures by the same rule. Pure.
 */

import { classShare, type Replaced } from './takeOn';
import type { Stretch } from './watching';

/** A stretch with a take, and where it begins and ends as it is played. */
interface Place extends Stretch {
  readonly begins: number;
  readonly ends: number;
  readonly share: number;
}

export class Line {
  readonly #places: readonly Place[];

  /** With these takes, whose places are apart from one another. */
  constructor(takes: readonly Replaced[]) {
    let longer = 0;
    this.#places = [...takes]
      .sort((a, b) => a.from - b.from)
      .map((cut) => {
        const { from, to, take } = cut;
        const begins = from + longer;
        longer += take.duration - (to - from);
        return { from, to, begins, ends: begins + take.duration, share: classShare(cut) };
      });
  }

  /** Where a moment of class is as it is played. */
  played(at: number): number {
    const place = this.#places.findLast(({ from }) => from <= at);
    if (!place) return at;
    return at < place.to ? place.begins + (at - place.from) / place.share : place.ends + at - place.to;
  }

  /** The moment of class that is played there. */
  class(played: number): number {
    const place = this.#places.findLast(({ begins }) => begins <= played);
    if (!place) return played;
    return played < place.ends ? place.from + (played - place.begins) * place.share : place.to + played - place.ends;
  }

  /** Stretches of class as they are played. */
  all(stretches: readonly Stretch[]): readonly Stretch[] {
    return stretches.map(({ from, to }) => ({ from: this.played(from), to: this.played(to) }));
  }
}
