/** Random numbers and orders. */

/** Returns a random whole number from 0 to below `n`, each with the same probability. */
export type Random = (n: number) => number;

/** The items in a random order (Fisher and Yates). */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const list = [...items];
  for (let last = list.length - 1; last > 0; last -= 1) {
    const other = random(last + 1);
    [list[last], list[other]] = [list[other]!, list[last]!];
  }
  return list;
}

/** Unpredictable random numbers. Draws beyond the last multiple of `n` are repeated, so that all results are as likely. */
export const cryptoRandom: Random = (n) => {
  const RANGE = 2 ** 32;
  const even = RANGE - (RANGE % n);
  const draw = new Uint32Array(1);
  do crypto.getRandomValues(draw);
  while (draw[0]! >= even);
  return draw[0]! % n;
};
