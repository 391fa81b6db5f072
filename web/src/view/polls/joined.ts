/** The counts of answers in class and later, each by itself and together. Pure. */

import type { Counts, Poll, Tally, TextCount } from '../../protocol/generated';
import { folded, tally } from './tally';

/** Which of the answers are shown. */
export type Part = 'all' | 'class' | 'later';

/** The count of the answers that came later; undefined where there are none, or nobody may count them. */
export function laterCount({ question, late }: Poll): Tally | undefined {
  return late.length > 0
    ? tally(
        question,
        late.map(({ answer }) => answer),
      )
    : undefined;
}

/** The count of all answers that two counts of the same question are about. What is withheld in one of them is not in it. */
export function joined(one: Tally, other: Tally): Tally {
  return { ballots: one.ballots + other.ballots, counts: joinedCounts(one.counts, other.counts) };
}

function joinedCounts(one: Counts | null, other: Counts | null): Counts | null {
  if (!one || !other) return one ?? other;
  if (one.of === 'choices' && other.of === 'choices') return { of: 'choices', counts: sums(one.counts, other.counts) };
  if (one.of === 'numbers' && other.of === 'numbers')
    return { of: 'numbers', values: [...one.values, ...other.values].sort((a, b) => a - b) };
  if (one.of === 'texts' && other.of === 'texts') return { of: 'texts', texts: joinedTexts(one.texts, other.texts) };
  if (one.of === 'places' && other.of === 'places')
    return { of: 'places', places: one.places.map((counts, item) => sums(counts, other.places[item] ?? [])) };
  return one;
}

const sums = (one: readonly number[], other: readonly number[]): number[] =>
  one.map((count, index) => count + (other[index] ?? 0));

/** Of two spellings that is kept which more people wrote, and of those alike the one in class. */
function joinedTexts(one: readonly TextCount[], other: readonly TextCount[]): TextCount[] {
  const texts = new Map(one.map((group) => [folded(group.text), group]));
  for (const group of other) {
    const before = texts.get(folded(group.text));
    const text = before && before.count >= group.count ? before.text : group.text;
    texts.set(folded(group.text), { text, count: group.count + (before?.count ?? 0) });
  }
  return [...texts.values()].sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1));
}
