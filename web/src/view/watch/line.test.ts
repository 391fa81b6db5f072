import { expect, test } from 'vitest';
import { Line } from './line';
import type { Replaced } from './takeOn';

const cut = (from: number, to: number, duration: number): Replaced => ({
  from,
  to,
  take: { session: `take at ${from}`, duration },
});
/** Four times as long as its place, and half as long, known in whatever order. */
const line = new Line([cut(30_000, 40_000, 5_000), cut(10_000, 20_000, 40_000)]);

test('without takes it is class time', () => {
  expect([new Line([]).played(5_000), new Line([]).class(5_000)]).toEqual([5_000, 5_000]);
});

test('a stretch with a take lasts as long as the take', () => {
  const pairs = [
    [5_000, 5_000],
    [10_000, 10_000],
    [12_500, 20_000],
    [20_000, 50_000],
    [30_000, 60_000],
    [35_000, 62_500],
    [40_000, 65_000],
    [50_000, 75_000],
  ] as const;
  for (const [at, played] of pairs) {
    expect([line.played(at), line.class(played)]).toEqual([played, at]);
  }
});

test('one take can follow another at once', () => {
  const both = new Line([cut(10_000, 20_000, 5_000), cut(20_000, 30_000, 20_000)]);
  expect([both.played(20_000), both.class(15_000), both.class(25_000), both.class(35_000)]).toEqual([
    15_000, 20_000, 25_000, 30_000,
  ]);
});

test('stretches are as long as they are played', () => {
  expect(
    line.all([
      { from: 5_000, to: 10_000 },
      { from: 15_000, to: 30_000 },
    ]),
  ).toEqual([
    { from: 5_000, to: 10_000 },
    { from: 30_000, to: 60_000 },
  ]);
});
