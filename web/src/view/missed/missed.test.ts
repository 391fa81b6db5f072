import { expect, test } from 'vitest';
import { both, cameLate, cutOff } from './missed';

test('who was cut off missed what came since nothing was heard, and nothing by a short break', () => {
  expect(cutOff(60_000, 80_000)).toEqual({ from: 50_000, to: 80_000 });
  expect(cutOff(4_000, 20_000)).toEqual({ from: 0, to: 20_000 });
  expect(cutOff(60_000, 63_000)).toBeNull();
});

test('who came late missed the beginning, and is not told again by a reload', () => {
  expect(cameLate(600_000, 601_000)).toEqual({ from: 0, to: 600_000 });
  expect(cameLate(20_000, 21_000)).toBeNull();
  expect(cameLate(600_000, 700_000)).toBeNull();
});

test('two cuts are one stretch', () => {
  expect(both({ from: 10_000, to: 30_000 }, { from: 50_000, to: 80_000 })).toEqual({ from: 10_000, to: 80_000 });
  expect(both(null, { from: 50_000, to: 80_000 })).toEqual({ from: 50_000, to: 80_000 });
});
