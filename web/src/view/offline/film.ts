/** Where a moment of class is in a film, from which stretches are cut out, and in which new takes stand in the places of some. Pure. */

import type { Cut, Reel } from '../../protocol/generated';

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

/** What plays at a place in the film, in milliseconds: beyond its end the last. */
export function reelAt(reels: readonly Reel[], place: number): Reel {
  return reels.find(({ to }) => place < to) ?? reels.at(-1)!;
}

/** So exact are players: who is told to begin at a place may be a little before it. */
const BRINK_MS = 20;

/** The reel that a player of another has come to, or has been sent to; undefined while it is in its own. */
export function reelAfter(reels: readonly Reel[], reel: Reel, place: number): Reel | undefined {
  if (place >= reel.from - BRINK_MS && place < reel.to) return undefined;
  const next = reelAt(reels, place);
  return next === reel ? undefined : next;
}

/** What is left out between the pieces, and before the first. */
export function leftOut(film: readonly Cut[]): readonly Cut[] {
  return film
    .map(({ from }, index) => ({ from: film[index - 1]?.to ?? 0, to: from }))
    .filter(({ from, to }) => from < to);
}
