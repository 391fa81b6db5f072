/** Where a moment of class is in a film, from which stretches are cut out, and in which new takes stand in the places of some. Pure. */

import type { Cut, OfflineClass } from '../../protocol/generated';

/** How long a piece of the film is, in milliseconds: as the stretch of class, or as the take in its place. */
const lengthOf = ({ from, to, take }: Cut) => take?.duration ?? to - from;

/** The place in the film of a moment of class, in milliseconds; of a moment that is cut out, that of what follows. */
export function inFilm(film: readonly Cut[], at: number): number {
  let passed = 0;
  for (const piece of film) {
    const { from, to } = piece;
    if (at < to) return passed + (Math.max(0, at - from) * lengthOf(piece)) / (to - from);
    passed += lengthOf(piece);
  }
  return passed;
}

/** The moment of class at a place in the film; in a take, the one that is as far through its stretch. */
export function inClass(film: readonly Cut[], place: number): number {
  let passed = 0;
  for (const piece of film) {
    const length = lengthOf(piece);
    if (place < passed + length) return piece.from + ((place - passed) * (piece.to - piece.from)) / length;
    passed += length;
  }
  return film.at(-1)?.to ?? 0;
}

/** What plays at a place in the film: a file, and the part of the film that it is, in milliseconds. */
export interface Reel {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** So shortly before its end a take is over: players are not exact to the millisecond, and none shall begin it again. */
const BRINK_MS = 20;

/** What plays at a place in the film: a take that is a file of its own, else the film itself. */
export function reelAt({ film, takes }: Pick<OfflineClass, 'film' | 'takes'>, place: number): Reel {
  let start = 0;
  for (const piece of film) {
    const end = start + lengthOf(piece);
    const file = piece.take && takes.find(({ take }) => take === piece.take!.session)?.file;
    if (file && start <= place && place < end - BRINK_MS) return { file, start, end };
    start = end;
  }
  return { file: 'class.webm', start: 0, end: start };
}

/** What is left out between the pieces, and before the first. */
export function leftOut(film: readonly Cut[]): readonly Cut[] {
  return film
    .map(({ from }, index) => ({ from: film[index - 1]?.to ?? 0, to: from }))
    .filter(({ from, to }) => from < to);
}
