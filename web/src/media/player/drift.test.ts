import { describe, expect, test } from 'vitest';
import { correct } from './drift';

const at = (drift: number, more = {}) => correct({ drift, rate: 1, running: true, sinceSeek: 5_000, ...more });

describe('correct', () => {
  test('leaves a video in step alone', () => {
    expect(at(24)).toEqual({ seek: false, rate: 1 });
    expect(at(-24, { rate: 2 })).toEqual({ seek: false, rate: 2 });
  });

  test('slows down who is ahead and speeds up who is behind, in proportion, by a fifth at most', () => {
    expect(at(100).rate).toBeCloseTo(0.9);
    expect(at(-100, { rate: 2 }).rate).toBeCloseTo(2.2);
    expect(at(300).rate).toBeCloseTo(0.8);
    expect(at(-400).rate).toBeCloseTo(1.2);
  });

  test('seeks when far off, at most once a second', () => {
    expect(at(-401)).toEqual({ seek: true, rate: 1 });
    expect(at(-401, { sinceSeek: 999 })).toEqual({ seek: false, rate: 1.2 });
  });

  test('shows the exact picture at rest', () => {
    expect(at(30, { running: false })).toEqual({ seek: true, rate: 1 });
    expect(at(20, { running: false }).seek).toBe(false);
  });

  test('brings any drift under 400 ms into step within three seconds, without overshoot', () => {
    for (const rate of [0.5, 1, 2, 3]) {
      let drift = -390;
      for (let ms = 0; ms < 3_000 / Math.min(1, rate); ms += 100) {
        drift += 100 * (correct({ drift, rate, running: true, sinceSeek: 0 }).rate - rate);
        expect(drift).toBeLessThan(25);
      }
      expect(drift).toBeGreaterThan(-50);
    }
  });
});
