/** Options among which one is chosen by typing a part of it. Pure. */

import { folded } from './format';

export type Option = {
  readonly value: string;
  readonly label: string;
  /** Why it is suggested. */
  readonly note?: string;
};

/** The options that have each of the words that were typed, without case and accents, in their order. */
export function fitting(options: readonly Option[], typed: string): Option[] {
  const words = folded(typed).split(' ');
  return options.filter(({ label }) => words.every((word) => folded(label).includes(word)));
}

/** The option that is meant by what was typed: the one that is called so, or the only one that fits. */
export function meant(options: readonly Option[], typed: string): Option | undefined {
  const fits = fitting(options, typed);
  return fits.find(({ label }) => folded(label) === folded(typed)) ?? (fits.length === 1 ? fits[0] : undefined);
}
