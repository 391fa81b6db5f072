import { describe, expect, test } from 'vitest';
import type { Playback, Table } from '../../protocol/generated';
import { Line } from '../watch/line';
import { asPlayed, cursorOf, doneTo, follow, type Follower } from './playback';

const rests: Playback = { playing: false, position: 10_000, speed_percent: 100, since: 5_000, by: 1 };
const table = (playback: Partial<Playback>): Table => ({
  watches: { session: 'w', length: 60_000 },
  playback: { ...rests, ...playback },
  together: [],
});

describe('where the cursor is', () => {
  test('it rests where it was set', () => {
    expect(cursorOf(table({}), 90_000, [])).toBe(10_000);
  });
  test('it moves at its speed, and stops at the end', () => {
    const moves = table({ playing: true, speed_percent: 150 });
    expect(cursorOf(moves, 5_000, [])).toBe(10_000);
    expect(cursorOf(moves, 4_000, []), 'a clock that is a little behind').toBe(10_000);
    expect(cursorOf(moves, 9_000, [])).toBe(16_000);
    expect(cursorOf(moves, 500_000, [])).toBe(60_000);
  });
  test('it passes over what is left out', () => {
    const out = [
      { from: 1_000, to: 2_000 },
      { from: 12_000, to: 20_000 },
      { from: 21_000, to: 22_000 },
    ];
    const at = (ms: number) => cursorOf(table({ playing: true }), 5_000 + ms, out);
    expect([at(1_999), at(2_000), at(2_500), at(3_000), at(4_000)]).toEqual([11_999, 20_000, 20_500, 22_000, 23_000]);
    expect(cursorOf(table({ position: 15_000 }), 5_000, out), 'it rests behind it').toBe(20_000);
  });
});

describe('what brings a player to the cursor', () => {
  const player: Follower = { position: 10_000, playing: true, buffering: false, gaps: [], sinceSeek: 5_000 };
  const goes = (change: Partial<Follower>, cursor = 10_000, moves = true) =>
    follow({ ...player, ...change }, cursor, moves, 60_000);

  test('in step it plays on', () => {
    expect(goes({})).toEqual({ play: true, nudge: 1 });
    expect(goes({ position: 10_050 })).toEqual({ play: true, nudge: 1 });
  });
  test('a little off it runs a little faster or slower', () => {
    expect(goes({ position: 9_700 }).nudge).toBeCloseTo(1.06);
    expect(goes({ position: 10_150 }).nudge).toBeCloseTo(0.97);
    expect(goes({ position: 9_700 }).seek).toBeUndefined();
  });
  test('far off it goes there, once in a while', () => {
    expect(goes({ position: 9_500 }).seek).toBe(10_000);
    expect(goes({ position: 10_500 }).seek).toBe(10_000);
    expect(goes({ position: 9_500, sinceSeek: 300 }).seek).toBeUndefined();
    expect(goes({ position: 9_000, buffering: true, sinceSeek: 2_000 }).seek, 'it loads').toBeUndefined();
    expect(goes({ position: 1_000, buffering: true, sinceSeek: 4_000 }).seek).toBe(10_000);
    expect(goes({ position: 1_000, playing: false, sinceSeek: 0 }).seek, 'before it plays').toBe(10_000);
  });
  test('it rests with the others, at the same picture', () => {
    expect(goes({ position: 10_060 }, 10_000, false)).toEqual({ play: false, nudge: 1 });
    expect(goes({ position: 10_200 }, 10_000, false)).toEqual({ play: false, nudge: 1, seek: 10_000 });
    expect(goes({ position: 10_200, playing: false, sinceSeek: 100 }, 10_000, false).seek).toBeUndefined();
  });
  test('at the end it stops, and is not sent there again', () => {
    expect(goes({ position: 59_900 }, 60_000)).toEqual({ play: false, nudge: 1 });
    expect(goes({ position: 30_000 }, 60_000).seek).toBe(60_000);
  });
  test('where nothing was recorded it waits behind that', () => {
    const gaps = [{ from: 9_000, to: 12_000 }];
    expect(goes({ gaps })).toEqual({ play: false, nudge: 1, seek: 12_000 });
    expect(goes({ gaps, position: 12_000 })).toEqual({ play: false, nudge: 1 });
    expect(goes({ gaps, position: 12_000 }, 12_000)).toEqual({ play: true, nudge: 1 });
  });
});

test('what somebody did is said in a word', () => {
  const moves = { ...rests, playing: true };
  expect(doneTo(moves, 100, { ...rests, position: 12_100 })).toEqual({ did: 'paused', at: 12_100 });
  expect(doneTo(rests, 0, moves)).toEqual({ did: 'played', at: 10_000 });
  expect(doneTo(moves, -28_000, { ...moves, position: 40_000 })).toEqual({ did: 'went', at: 40_000 });
  expect(doneTo(moves, 0, { ...moves, position: 12_000, speed_percent: 150 })).toEqual({ did: 'sped', speed: 1.5 });
  expect(doneTo(moves, 900, { ...moves, position: 12_900 }), 'a short way').toEqual({ did: 'went', at: 12_900 });
});

test('in a take the cursor moves as far through the stretch as through the take', () => {
  // Four times as long as its place.
  const line = new Line([{ from: 10_000, to: 20_000, take: { session: 't', duration: 40_000 } }]);
  const at = (ms: number, of: Partial<Playback>) =>
    line.class(cursorOf(asPlayed(table({ playing: true, position: 8_000, ...of }), line), 5_000 + ms, []));
  expect([1_000, 2_000, 22_000, 42_000, 43_000].map((ms) => at(ms, {}))).toEqual([
    9_000, 10_000, 15_000, 20_000, 21_000,
  ]);
  expect([2_000, 12_000].map((ms) => at(ms, { speed_percent: 200 }))).toEqual([10_500, 15_500]);
  expect(at(4_000, { position: 15_000 }), 'whoever goes into it').toBe(16_000);
  expect(at(500_000, {}), 'the end').toBe(60_000);
});
