import { expect, test } from 'vitest';
import { inClass, inFilm, leftOut, reelAt } from './film';

const KEPT = [
  { from: 1_000, to: 4_000 },
  { from: 6_000, to: 10_000 },
];

test('a moment of class has its place in the film', () => {
  expect([0, 1_000, 3_999, 4_000, 5_999, 6_000, 9_000, 20_000].map((at) => inFilm(KEPT, at))).toEqual([
    0, 0, 2_999, 3_000, 3_000, 3_000, 6_000, 7_000,
  ]);
});

test('a place in the film is a moment of class', () => {
  expect([0, 2_999, 3_000, 6_999, 7_000].map((place) => inClass(KEPT, place))).toEqual([
    1_000, 3_999, 6_000, 9_999, 10_000,
  ]);
  for (let place = 0; place < 7_000; place += 50) expect(inFilm(KEPT, inClass(KEPT, place))).toBe(place);
  expect(inClass([], 500)).toBe(0);
});

test('a take stands in the place of its stretch, and its moments are those of class that are as far through it', () => {
  const take = { session: 'take', duration: 8_000 };
  const film = [
    { from: 0, to: 2_000 },
    { from: 2_000, to: 4_000, take },
    { from: 5_000, to: 9_000 },
  ];
  expect([1_000, 2_000, 3_000, 4_000, 4_500, 6_000].map((at) => inFilm(film, at))).toEqual([
    1_000, 2_000, 6_000, 10_000, 10_000, 11_000,
  ]);
  expect([1_999, 2_000, 6_000, 9_999, 10_000, 14_000].map((place) => inClass(film, place))).toEqual([
    1_999, 2_000, 3_000, 3_999.75, 5_000, 9_000,
  ]);
  expect(leftOut(film)).toEqual([{ from: 4_000, to: 5_000 }]);
});

test('a take that is a file of its own plays in its place', () => {
  const take = (session: string) => ({ session, duration: 8_000 });
  const film = [
    { from: 0, to: 2_000 },
    { from: 2_000, to: 4_000, take: take('a') },
    { from: 4_000, to: 6_000, take: take('b') },
  ];
  const takes = [{ take: 'b', file: 'take-1.webm' }];
  const whole = { file: 'class.webm', start: 0, end: 18_000 };
  expect([0, 9_999, 18_000].map((place) => reelAt({ film, takes }, place))).toEqual([whole, whole, whole]);
  expect(reelAt({ film, takes }, 10_000)).toEqual({ file: 'take-1.webm', start: 10_000, end: 18_000 });
  expect(reelAt({ film, takes: [{ take: 'a', file: 'take-1.webm' }] }, 9_999.999)).toEqual(whole);
});

test('what is not in the film is left out', () => {
  expect(leftOut(KEPT)).toEqual([
    { from: 0, to: 1_000 },
    { from: 4_000, to: 6_000 },
  ]);
  expect(leftOut([{ from: 0, to: 9_000 }])).toEqual([]);
});
