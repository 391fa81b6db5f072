import { describe, expect, test } from 'vitest';
import { extend, track } from './fixture';

describe('TrackIndex', () => {
  test('finds what covers a position, ends exclusive', () => {
    const index = track(2_000, 8_000);
    expect(index.covering(1_999)).toBe(-1);
    expect(index.covering(2_000)).toBe(0);
    expect(index.covering(3_999)).toBe(0);
    expect(index.covering(4_000)).toBe(1);
    expect(index.covering(8_000)).toBe(-1);
  });

  test('holds on over a hole shorter than the tolerance, not over a longer one', () => {
    const index = track(0, 4_000);
    extend(index, 4_400, 6_000);
    extend(index, 6_600, 8_000);
    expect(index.covering(4_200)).toBe(-1);
    expect(index.covering(4_200, 500)).toBe(1);
    expect(index.covering(6_100, 500)).toBe(-1);
    expect(index.covering(6_600, 500)).toBe(3);
  });

  test('holds on for the tolerance after the last', () => {
    const index = track(0, 4_000);
    expect(index.covering(4_499, 500)).toBe(1);
    expect(index.covering(4_500, 500)).toBe(-1);
  });

  test('finds the key segment with which decoding begins', () => {
    const index = track(0, 20_000, 3);
    expect(index.keyAtOrBefore(0)).toBe(0);
    expect(index.keyAtOrBefore(5)).toBe(3);
    expect(index.keyAtOrBefore(6)).toBe(6);
    expect(index.keyAtOrBefore(-1)).toBe(-1);
  });

  test('keeps order when the end of one publication comes after the start of the next', () => {
    const index = track(0, 4_000);
    extend(index, 6_000, 8_000);
    extend(index, 4_000, 6_000);
    expect(index.segments.map(({ start }) => start)).toEqual([0, 2_000, 4_000, 6_000]);
    expect(index.end).toBe(8_000);
  });

  test('tells when the next segment starts', () => {
    const index = track(2_000, 6_000);
    expect(index.nextStart(0)).toBe(2_000);
    expect(index.nextStart(2_000)).toBe(4_000);
    expect(index.nextStart(5_000)).toBeUndefined();
  });
});
