/** What playback leaves out when a person wants that. Pure. */

import type { Event } from '../../protocol/generated';
import type { Stretch } from './watching';

/** The end of a word, and the breath before the next, are heard. */
const BEFORE_MS = 700;
const AFTER_MS = 400;
/** Less is not worth a jump. */
const WORTH_MS = 1_500;

/** The stretches of silences that can be left out. */
export function skippable(silences: readonly Stretch[]): Stretch[] {
  return silences
    .map(({ from, to }) => ({ from: from === 0 ? 0 : from + BEFORE_MS, to: to - AFTER_MS }))
    .filter(({ from, to }) => to - from >= WORTH_MS);
}

/** The breaks of the agenda. */
export function breaks(marks: readonly Event[], edge: number): Stretch[] {
  const found: Stretch[] = [];
  let from: number | undefined;
  for (const event of marks) {
    if (event.kind !== 'activity_started' && event.kind !== 'activity_ended') continue;
    if (from !== undefined) found.push({ from, to: event.at });
    from = event.kind === 'activity_started' && event.activity.kind === 'break' ? event.at : undefined;
  }
  if (from !== undefined) found.push({ from, to: edge });
  return found;
}

/** Stretches in order that do not touch, made of any. */
export function joined(stretches: readonly Stretch[]): Stretch[] {
  const found: Stretch[] = [];
  for (const one of [...stretches].sort((a, b) => a.from - b.from)) {
    const last = found.at(-1);
    if (last && one.from <= last.to) found[found.length - 1] = { from: last.from, to: Math.max(last.to, one.to) };
    else found.push(one);
  }
  return found;
}

/** The stretch that holds a moment, of stretches in order that do not touch. */
export function stretchAt(stretches: readonly Stretch[], at: number): Stretch | undefined {
  let [low, high] = [0, stretches.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (stretches[middle]!.to <= at) low = middle + 1;
    else high = middle;
  }
  const found = stretches[low];
  return found && found.from <= at ? found : undefined;
}

/** How much of some stretches lies after a moment. */
export function lengthAfter(stretches: readonly Stretch[], at: number): number {
  return stretches.reduce((sum, { from, to }) => sum + Math.max(0, to - Math.max(from, at)), 0);
}
