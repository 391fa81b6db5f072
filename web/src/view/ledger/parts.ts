/** What is left of a class, in parts that fit an evening. Pure. */

import { t } from '../../i18n';
import type { CatchUpPart, Stretch } from '../../protocol/generated';
import { workText } from './ledger';

/** What of a part is left out: it was seen, or has not to be. */
export const holes = ({ stretches }: CatchUpPart): Stretch[] =>
  stretches.slice(1).map(({ from }, before) => ({ from: stretches[before]!.to, to: from }));

/** Whether a moment of class is in a part, or in what it leaves out. */
export function isWithin({ stretches }: CatchUpPart, at: number): boolean {
  const [first, last] = [stretches[0], stretches.at(-1)];
  return first !== undefined && last !== undefined && first.from <= at && at < last.to;
}

/** The parts in words, where there are several: `in 3 parts, the next of 24 min and 1 poll`. */
export function partsLeftText(parts: readonly CatchUpPart[] = []): string | undefined {
  const next = parts.length > 1 ? parts[0] : undefined;
  return next && t('ledger.in_parts', { count: parts.length, next: workText(next.left, next.polls) });
}
