import { expect, test } from 'vitest';
import { KnownLines } from './known-lines';

test('pages that touch become one stretch, whatever their order', () => {
  const known = new KnownLines();
  known.add({ first: 400, next: 500, from: 40_000, to: 50_000 });
  expect([known.firstUnknown, known.after(450), known.after(500)]).toEqual([0, 500, 500]);
  known.add({ first: 0, next: 100, from: 0, to: 10_000 });
  known.add({ first: 100, next: 200, from: 10_000, to: 20_000 });
  expect([known.firstUnknown, known.after(0)]).toEqual([200, 200]);
  known.add({ first: 200, next: 420, from: 20_000, to: 42_000 });
  expect([known.firstUnknown, known.after(0)]).toEqual([500, 500]);
});

test('tells which times are known', () => {
  const known = new KnownLines();
  known.add({ first: 400, next: 500, from: 40_000, to: 50_000 });
  known.add({ first: 0, next: 100, from: 0, to: 10_000 });
  expect([0, 9_999, 10_000, 39_999, 40_000, 49_999, 50_000].map((at) => known.covers(at))).toEqual([
    true,
    true,
    false,
    false,
    true,
    true,
    false,
  ]);
});
