/** Chance and orders of chance. */

/** A whole number from 0 to below `n`, each as likely. */
export type Random = (n: number) => number;

/** The items in an order of chance (Fisher and Yates). */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const list = [...items];
  for (let last = list.length - 1; last > 0; last -= 1) {
    const other = random(last + 1);
    [list[last], list[other]] = [list[other]!, list[last]!];
  }
  return list;
}

/** Chance that nobody can foresee. Values at the ragged end of the range are drawn again, lest some are likelier. */
export const cryptoRandom: Random = (n) => {
  const RANGE = 2 ** 32;
  const even = RANGE - (RANGE % n);
  const draw = new Uint32Array(1);
  do crypto.getRandomValues(draw);
  while (draw[0]! >= even);
  return draw[0]! % n;
};
