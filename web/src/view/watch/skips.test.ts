import { expect, test } from 'vitest';
import type { ActivityKind } from '../../protocol/generated';
import { event } from '../kit/fixture';
import { breaks, joined, lengthAfter, skippable, stretchAt } from './skips';

test('the end of a word and the breath before the next are kept', () => {
  const silences = [
    { from: 0, to: 5_000 },
    { from: 20_000, to: 23_000 },
    { from: 30_000, to: 32_000 },
  ];
  expect(skippable(silences)).toEqual([
    { from: 0, to: 4_600 },
    { from: 20_700, to: 22_600 },
  ]);
});

test('breaks end where anything else begins, or with class', () => {
  const start = (at: number, kind: ActivityKind) =>
    event(at, { kind: 'activity_started', activity: { kind, title: '', planned: null } } as never);
  const marks = [start(0, 'lecture'), start(10_000, 'break'), start(20_000, 'group'), start(30_000, 'break')];
  expect(breaks(marks, 45_000)).toEqual([
    { from: 10_000, to: 20_000 },
    { from: 30_000, to: 45_000 },
  ]);
});

test('stretches are joined, found and counted', () => {
  const list = joined([
    { from: 30_000, to: 40_000 },
    { from: 0, to: 5_000 },
    { from: 4_000, to: 8_000 },
    { from: 8_000, to: 9_000 },
  ]);
  expect(list).toEqual([
    { from: 0, to: 9_000 },
    { from: 30_000, to: 40_000 },
  ]);
  expect([0, 8_999, 9_000, 29_999, 30_000, 40_000].map((at) => stretchAt(list, at)?.from)).toEqual([
    0,
    0,
    undefined,
    undefined,
    30_000,
    undefined,
  ]);
  expect([lengthAfter(list, 0), lengthAfter(list, 35_000), lengthAfter(list, 50_000)]).toEqual([19_000, 5_000, 0]);
});
