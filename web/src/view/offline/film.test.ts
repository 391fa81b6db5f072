import { expect, test } from 'vitest';
import { inClass, inFilm, leftOut, reelAfter, reelAt } from './film';

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

const [camera, screen, rest] = [
  { file: 'class-2.webm', from: 0, to: 5_000 },
  { file: 'class.webm', from: 5_000, to: 9_000 },
  { file: 'class-2.webm', from: 9_000, to: 30_000 },
] as const;
const REELS = [camera, screen, rest];

test('at each place the file plays that shows what class looked at', () => {
  expect([0, 4_999.9, 5_000, 8_999, 9_000, 30_000, 40_000].map((place) => reelAt(REELS, place))).toEqual([
    camera,
    camera,
    screen,
    screen,
    rest,
    rest,
    rest,
  ]);
});

test('a player goes on to the next reel at its end, to another that it is sent to, and not back for being inexact', () => {
  const after = (reel: (typeof REELS)[number], place: number) => reelAfter(REELS, reel, place);
  expect([0, 4_999].map((place) => after(camera, place))).toEqual([undefined, undefined]);
  expect([5_000, 5_200].map((place) => after(camera, place))).toEqual([screen, screen]);
  expect([4_985, 5_000].map((place) => after(screen, place))).toEqual([undefined, undefined]);
  expect([4_000, 20_000].map((place) => after(screen, place))).toEqual([camera, rest]);
  expect(after(camera, 20_000)).toBe(rest);
  expect([30_000, 31_000].map((place) => after(rest, place))).toEqual([undefined, undefined]);
});

test('what is not in the film is left out', () => {
  expect(leftOut(KEPT)).toEqual([
    { from: 0, to: 1_000 },
    { from: 4_000, to: 6_000 },
  ]);
  expect(leftOut([{ from: 0, to: 9_000 }])).toEqual([]);
});
