/** Where a moment of class is in a film from which stretches are cut out. Pure. */

import type { Cut } from '../../protocol/generated';

/** The place in the film of a moment of class, in milliseconds; of a moment that is cut out, that of what follows. */
export function inFilm(kept: readonly Cut[], at: number): number {
  let passed = 0;
  for (const { from, to } of kept) {
    if (at < to) return passed + Math.max(0, at - from);
    passed += to - from;
  }
  return passed;
}

/** The moment of class at a place in the film. */
export function inClass(kept: readonly Cut[], place: number): number {
  let passed = 0;
  for (const { from, to } of kept) {
    if (place < passed + to - from) return from + place - passed;
    passed += to - from;
  }
  return kept.at(-1)?.to ?? 0;
}

/** What is left out between the stretches, and before the first. */
export function leftOut(kept: readonly Cut[]): readonly Cut[] {
  return kept
    .map(({ from }, index) => ({ from: kept[index - 1]?.to ?? 0, to: from }))
    .filter(({ from, to }) => from < to);
}
