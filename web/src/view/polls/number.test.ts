import { expect, test } from 'vitest';
import { plainNumber, toThousandths } from './number';

test('numbers as people write them', () => {
  expect(['9.81', '9,81', ' 1 000 ', '-0.5', '\u22123', '.5', '+2', '5.'].map(toThousandths)).toEqual([
    9810, 9810, 1_000_000, -500, -3000, 500, 2000, 5000,
  ]);
  for (const wrong of ['', '.', '-', 'x', '1.2345', '1e3', '1.2.3', '10000000000000']) {
    expect(toThousandths(wrong), wrong).toBeNull();
  }
  expect(Object.is(toThousandths('-0'), 0)).toBe(true);
  expect([9810, -500, 5000].map(plainNumber)).toEqual(['9.81', '-0.5', '5']);
});
