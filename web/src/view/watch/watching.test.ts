import { expect, test } from 'vitest';
import { crossed, gapsToSay, isAtEnd, resumable, timeLeft } from './watching';

const gap = { from: 60_000, to: 120_000 };

test('a gap is crossed once, when playback comes out of it', () => {
  expect(crossed([gap], 59_900, 60_000)).toBeUndefined();
  expect(crossed([gap], 59_950, 120_010)).toBe(gap);
  expect(crossed([gap], 90_000, 119_900)).toBe(gap);
  expect(crossed([gap], 120_010, 120_110)).toBeUndefined();
  expect(crossed([gap], 119_900, 120_010)).toBeUndefined();
  expect(crossed([gap], 200_000, 10_000)).toBeUndefined();
});

test('the gaps of which the cause is known, and what only the recorder missed', () => {
  const said = gapsToSay(
    [{ ...gap, why: 'off_record' }],
    [
      { from: 61_000, to: 121_000 },
      { from: 200_000, to: 200_500 },
      { from: 300_000, to: 310_000 },
    ],
  );
  expect(said).toEqual([
    { from: 60_000, to: 120_000, why: 'off_record' },
    { from: 300_000, to: 310_000, why: 'behind' },
  ]);
});

test('time left to the end, or to the meeting with class', () => {
  expect(timeLeft(0, 60_000, 1.5, false)).toBe(40_000);
  expect(timeLeft(0, 60_000, 1.5, true)).toBe(120_000);
  expect(timeLeft(0, 60_000, 1, true)).toBeNull();
});

test('a position near either end is not offered; the edge of a class that goes on is no end', () => {
  const offered = (live: boolean) => [5_000, 60_000, 590_000].map((at) => resumable(at, 600_000, live));
  expect(offered(false)).toEqual([false, true, false]);
  expect(offered(true)).toEqual([false, true, true]);
});

test('the end of a class that is over is an end', () => {
  expect([580_000, 590_000, 600_000].map((at) => isAtEnd(at, 600_000, false))).toEqual([false, true, true]);
  expect(isAtEnd(600_000, 600_000, true)).toBe(false);
});
