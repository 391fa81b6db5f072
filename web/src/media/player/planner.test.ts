import { describe, expect, test } from 'vitest';
import { extend, track, within } from './fixture';
import { lacks, plan, type Held } from './planner';
import type { Segment } from './track-index';

const held = (segments: Segment[] = [], lost: Segment[] = []): Held => ({
  segments: new Set(segments),
  last: segments.at(-1),
  lost: new Set(lost),
});
const starts = (segments: readonly Segment[]) => segments.map(({ start }) => start);

/** Carries out plans until nothing is left to do; returns the appended segments, in order. */
function run(index: ReturnType<typeof track>, state: Held, position: number, rate = 1): number[] {
  const segments = new Set(state.segments);
  let last = state.last;
  const appended: number[] = [];
  for (let steps = 0; steps < 1_000; steps++) {
    const { fetch, evict } = plan(index, { segments, last, lost: state.lost }, position, rate);
    if (evict) {
      for (const one of segments) if (one.start >= evict.from && one.start < evict.to) segments.delete(one);
      if (last && !segments.has(last)) last = undefined;
    } else if (fetch[0]) {
      last = fetch[0];
      segments.add(last);
      appended.push(last.start);
    } else return appended;
  }
  throw new Error('the plan never comes to rest');
}

describe('plan', () => {
  test('begins at the key segment at or before the position', () => {
    const index = track(0, 60_000);
    expect(starts(plan(index, held(), 13_000, 1).fetch)).toEqual([8_000, 10_000, 12_000, 14_000]);
  });

  test('loads twenty seconds of watching ahead, whatever the rate', () => {
    const index = track(0, 120_000, 1);
    expect(run(index, held(), 10_000).at(-1)).toBe(28_000);
    expect(run(index, held(), 10_000, 3).at(-1)).toBe(68_000);
    expect(run(index, held(), 10_000, 0.5).at(-1)).toBe(28_000);
  });

  test('goes on after what was appended last', () => {
    const index = track(0, 60_000);
    const state = held(within(index, 0, 10_000));
    expect(starts(plan(index, state, 5_000, 1).fetch)[0]).toBe(10_000);
  });

  test('appends again from the key segment where the chain is broken, and comes to rest', () => {
    const index = track(0, 60_000);
    const earlier = within(index, 0, 10_000);
    const state = { ...held([...within(index, 24_000, 30_000), ...earlier]), last: earlier[0] };
    expect(starts(plan(index, state, 7_000, 1).fetch)[0]).toBe(8_000);
    expect(run(index, state, 7_000)).toEqual([8_000, 10_000, 12_000, 14_000, 16_000, 18_000, 20_000, 22_000]);
  });

  test('keeps thirty seconds behind, cut at a key segment', () => {
    const index = track(0, 120_000);
    const state = held(within(index, 0, 80_000));
    expect(plan(index, state, 60_000, 1).evict).toEqual({ from: 0, to: 24_000 });
    expect(plan(index, held(within(index, 24_000, 80_000)), 60_000, 1).evict).toBeUndefined();
  });

  test('never evicts what the picture depends on, however long ago its key segment', () => {
    const index = track(0, 120_000, 1_000);
    const state = held(within(index, 0, 104_000));
    expect(plan(index, state, 90_000, 1)).toEqual({ fetch: expect.anything(), evict: undefined });
  });

  test('drops what lies far ahead after a seek back', () => {
    const index = track(0, 120_000);
    const state = held(within(index, 80_000, 100_000));
    expect(plan(index, state, 1_000, 1).evict).toEqual({ from: 80_000, to: Infinity });
    expect(run(index, state, 1_000)[0]).toBe(0);
  });

  test('passes over what is lost', () => {
    const index = track(0, 10_000);
    expect(run(index, held([], within(index, 2_000, 4_000)), 0)).toEqual([0, 4_000, 6_000, 8_000]);
  });

  test('prepares what begins soon, from its start', () => {
    const index = track(30_000, 40_000);
    expect(plan(index, held(), 5_000, 1).fetch).toEqual([]);
    expect(starts(plan(index, held(), 12_000, 1).fetch)).toEqual([30_000]);
  });

  test('skips a stretch without pictures', () => {
    const index = track(0, 10_000);
    extend(index, 20_000, 30_000);
    expect(starts(plan(index, held(), 15_000, 1).fetch)[0]).toBe(20_000);
  });

  test('keeps less where the quota is short', () => {
    const index = track(0, 120_000, 1);
    const state = held(within(index, 0, 64_000));
    expect(plan(index, state, 60_000, 1, 0.25)).toMatchObject({
      fetch: [{ start: 64_000 }],
      evict: { from: 0, to: 52_000 },
    });
  });
});

test('lacks only what is recorded, not held and not lost', () => {
  const index = track(0, 10_000);
  expect(lacks(index, held(), 5_000)).toBe(true);
  expect(lacks(index, held(within(index, 4_000, 6_000)), 5_000)).toBe(false);
  expect(lacks(index, held([], within(index, 4_000, 6_000)), 5_000)).toBe(false);
  expect(lacks(index, held(), 11_000)).toBe(false);
});
