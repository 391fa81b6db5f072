import { expect, test } from 'vitest';
import type { CatchUpPart } from '../../protocol/generated';
import { holes, isWithin, partsLeftText } from './parts';

const MINUTE = 60_000;
const part = (left: number, polls: number, ...stretches: [number, number][]): CatchUpPart => ({
  left: left * MINUTE,
  polls,
  stretches: stretches.map(([from, to]) => ({ from: from * MINUTE, to: to * MINUTE })),
});

test('several parts are said, with the next', () => {
  const [first, second] = [part(23.4, 1, [0, 20], [30, 35]), part(20, 0, [40, 60])];
  expect(partsLeftText([first, second])).toBe('in 2 parts, the next of 24 min and 1 poll');
  expect(partsLeftText([first])).toBeUndefined();
  expect(partsLeftText(undefined)).toBeUndefined();
});

test('what is between the stretches of a part is left out', () => {
  const one = part(20, 0, [5, 10], [20, 25], [40, 50]);
  expect(holes(one)).toEqual(part(0, 0, [10, 20], [25, 40]).stretches);
  const within = [4, 5, 15, 49, 50].map((minute) => isWithin(one, minute * MINUTE));
  expect(within).toEqual([false, true, true, true, false]);
  expect(isWithin(part(0, 2), 0)).toBe(false);
});
