import { describe, expect, test } from 'vitest';
import { extend, track } from './fixture';
import { jump, type Situation } from './holes';

function situation(more: Partial<Situation>): Situation {
  return { position: 0, stalled: 0, gaps: [], loading: false, leader: track(0, 60_000), buffered: [], ...more };
}

describe('jump', () => {
  const gaps = [{ from: 60_000, to: 75_000 }];

  test('does nothing while playback moves', () => {
    expect(jump(situation({ position: 5_000, buffered: [{ from: 0, to: 20_000 }] }))).toBeUndefined();
  });

  test('passes over a gap at once, playing or not', () => {
    const leader = track(0, 60_000);
    extend(leader, 75_000, 90_000);
    expect(jump(situation({ position: 59_800, gaps, leader }))).toBeUndefined();
    expect(jump(situation({ position: 59_960, gaps, leader }))).toBe(75_000);
    expect(jump(situation({ position: 70_000, gaps, leader }))).toBe(75_000);
    expect(jump(situation({ position: 75_000, gaps, leader }))).toBeUndefined();
  });

  test('goes to what is played first after the gap', () => {
    const leader = track(0, 60_000);
    extend(leader, 75_600, 90_000);
    expect(jump(situation({ position: 61_000, gaps, leader }))).toBe(75_600);
    expect(jump(situation({ position: 61_000, gaps }))).toBe(75_000);
  });

  test('passes over a small hole at once, over a larger one after a while', () => {
    const leader = track(0, 4_000);
    extend(leader, 4_150, 8_000);
    extend(leader, 12_000, 16_000);
    expect(jump(situation({ position: 3_990, stalled: 100, leader }))).toBe(4_150);
    expect(jump(situation({ position: 7_990, stalled: 1_400, leader }))).toBeUndefined();
    expect(jump(situation({ position: 7_990, stalled: 1_500, leader }))).toBe(12_000);
  });

  test('passes at once over what a gap lost of the sound before it', () => {
    const leader = track(0, 58_000);
    extend(leader, 75_020, 90_000);
    expect(jump(situation({ position: 57_990, gaps, leader }))).toBeUndefined();
    expect(jump(situation({ position: 57_990, stalled: 100, gaps, leader }))).toBe(75_020);
    expect(jump(situation({ position: 57_990, stalled: 100, gaps, leader: track(0, 58_000) }))).toBeUndefined();
  });

  test('goes to the first there is at once', () => {
    expect(jump(situation({ stalled: 100, leader: track(3_000, 9_000) }))).toBe(3_000);
  });

  test('passes over what the browser cannot play, but waits for what is still to be loaded', () => {
    const stuck = { position: 5_000, stalled: 1_500, buffered: [{ from: 8_000, to: 20_000 }] };
    expect(jump(situation(stuck))).toBe(8_000);
    expect(jump(situation({ ...stuck, loading: true }))).toBeUndefined();
  });

  test('waits at the edge', () => {
    expect(jump(situation({ position: 60_000, stalled: 60_000, buffered: [{ from: 0, to: 60_000 }] }))).toBeUndefined();
  });
});
