import { expect, test } from 'vitest';
import { event } from '../kit/fixture';
import { both, cameLate, cutOff, isPresence, lastAway, unseen, wasAway } from './missed';

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

test('what was watched meanwhile is not missed', () => {
  const missed = { from: 100_000, to: 200_000 };
  const after = (...seen: [number, number][]) =>
    unseen(
      missed,
      seen.map(([from, to]) => ({ from, to })),
    );
  expect(after()).toEqual(missed);
  expect(after([0, 195_000])).toBeNull();
  expect(after([90_000, 150_000], [155_000, 196_000]), 'a few seconds in between').toBeNull();
  expect(after([0, 150_000])).toEqual({ from: 150_000, to: 200_000 });
  expect(after([120_000, 150_000])).toEqual(missed);
  expect(after([150_000, 300_000])).toEqual({ from: 100_000, to: 150_000 });
  expect(after([0, 50_000], [300_000, 400_000])).toEqual(missed);
});

test('who was away is known from the journal', () => {
  const away = (at: number, participant: number, away: boolean) =>
    event(at, { kind: 'away_changed', participant, away });
  const joined = (at: number) => event(at, { kind: 'joined', participant: 3 } as never);
  const closed = [
    joined(15_000),
    away(134_000, 3, true),
    away(150_000, 2, true),
    event(192_000, { kind: 'left', participant: 3, reason: 'lost' }),
    joined(203_000),
  ];
  const of = (list: typeof closed) => lastAway(list.filter((one) => isPresence(one, 3)));
  expect(of(closed)).toEqual({ from: 134_000, to: 203_000 });
  expect(of([...closed, away(300_000, 3, true), away(320_000, 3, false)])).toEqual({ from: 300_000, to: 320_000 });
  expect(of(closed.slice(0, 4))).toBeNull();
  expect(wasAway({ from: 134_000, to: 203_000 }, 204_000)).toEqual({ from: 124_000, to: 203_000 });
  expect(wasAway({ from: 134_000, to: 137_000 }, 138_000)).toBeNull();
  expect(wasAway({ from: 134_000, to: 203_000 }, 300_000)).toBeNull();
});
