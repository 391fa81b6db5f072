import { expect, test } from 'vitest';
import { seekable } from './ranges';

test('seeks where something is buffered, or over a small hole, else nowhere', () => {
  const buffered = [
    { from: 1_000, to: 4_000 },
    { from: 4_300, to: 8_000 },
  ];
  expect(seekable(buffered, 2_000, 500)).toBe(2_000);
  expect(seekable(buffered, 4_100, 500)).toBe(4_300);
  expect(seekable(buffered, 4_100, 100)).toBeUndefined();
  expect(seekable(buffered, 8_000, 500)).toBeUndefined();
  expect(seekable([], 0, 500)).toBeUndefined();
});
