import { expect, test } from 'vitest';
import { MixSound } from './mix-sound';

test('segments come in any order and again, and stretches that touch are one', () => {
  const sound = new MixSound();
  sound.add(4_000, 6_000, [[0, 500]]);
  sound.add(0, 2_000, []);
  sound.add(2_000, 4_000, [
    [0, 100],
    [1_500, 2_000],
  ]);
  const all = sound.all;
  expect(all).toEqual({
    measured: [{ from: 0, to: 6_000 }],
    quiet: [
      { from: 2_000, to: 2_100 },
      { from: 3_500, to: 4_500 },
    ],
  });
  sound.add(0, 2_000, []);
  expect(sound.all).toBe(all);
  sound.add(9_000, 10_000, [[0, 1_000]]);
  expect(sound.all.measured).toEqual([
    { from: 0, to: 6_000 },
    { from: 9_000, to: 10_000 },
  ]);
});
