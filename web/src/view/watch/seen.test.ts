import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeStorage } from '../../core/testing';
import { Seen, seenOf } from './seen.svelte';

const seat = { session: 's', participant: 7 };
let seen: Seen;
let now = 0;

beforeEach(() => {
  vi.stubGlobal('localStorage', new FakeStorage());
  [seen, now] = [new Seen(seat), 0];
});
afterEach(() => vi.unstubAllGlobals());

/** Plays in steps of 100 ms. */
function play(from: number, to: number, rate = 1) {
  for (let at = from; at < to; at += 100 * rate) {
    seen.follow(at, true, rate, now, 1);
    now += 100;
  }
  seen.follow(to, false, rate, now, 1);
}

test('what is played is seen, and kept for the next page', () => {
  play(10_000, 20_000, 2);
  expect(seen.list).toEqual([{ from: 9_500, to: 20_000 }]);
  expect(seenOf(seat)).toEqual(seen.list);
  expect([seenOf({ session: 's', participant: 8 }), new Seen(seat).list]).toEqual([[], seen.list]);
});

test('it is known while it plays', () => {
  for (let at = 0; at <= 5_000; at += 100) seen.follow(at, true, 1, (now += 100), 1);
  expect(seen.list).toEqual([{ from: 0, to: 4_000 }]);
});

test('what is jumped over is not seen, and what rests neither', () => {
  play(0, 5_000);
  play(60_000, 65_000);
  seen.follow(70_000, false, 1, (now += 60_000), 1);
  seen.follow(90_000, true, 1, (now += 100), 1);
  seen.follow(120_000, true, 1, (now += 100), 1);
  expect(seen.list).toEqual([
    { from: 0, to: 5_000 },
    { from: 59_500, to: 65_000 },
  ]);
});

test('what there was nothing to see in is no hole', () => {
  play(0, 5_000);
  seen.passed({ from: 5_000, to: 9_000 });
  play(9_000, 12_000);
  expect(seen.list).toEqual([{ from: 0, to: 12_000 }]);
});

test('another tab adds to it', () => {
  play(0, 5_000);
  const other = new Seen(seat);
  play(20_000, 25_000);
  other.passed({ from: 40_000, to: 41_000 });
  expect(other.list.length).toBe(3);
});

test('of very many the longest are kept, and what is no stretch is forgotten', () => {
  seen.passed({ from: 0, to: 50_000 });
  for (let at = 100_000; at < 1_000_000; at += 3_000) seen.passed({ from: at, to: at + 1_000 });
  expect([seen.list.length, seen.list[0]!.to >= 50_000 || seen.list[0]!.from >= 100_000]).toEqual([200, true]);
  localStorage.setItem('meridian.seen.s.7', '[{"from":1},{"from":5,"to":9},7]');
  expect(seenOf(seat)).toEqual([{ from: 5, to: 9 }]);
});
