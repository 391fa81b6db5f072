import { describe, expect, test } from 'vitest';
import type { TrackRef } from '../protocol/generated';
import { Slots } from './slots';

const camera = (participant: number): TrackRef => ({ participant, source: 'camera' });
const request = (participant: number, height = 180) => ({ track: camera(participant), height });
const slots = (...mids: string[]) => {
  const made = new Slots();
  made.extend(mids);
  return made;
};
const placed = (table: Slots) => Object.fromEntries(table.watched.map(({ mid, track }) => [mid, track.participant]));

describe('Slots', () => {
  test('a track keeps its slot while others come and go', () => {
    const table = slots('a', 'b', 'c');
    table.request([request(1), request(2), request(3)]);
    expect(placed(table)).toEqual({ a: 1, b: 2, c: 3 });
    table.request([request(3), request(4), request(2)]);
    expect(placed(table)).toEqual({ a: 4, b: 2, c: 3 });
    table.request([request(2)]);
    expect(placed(table)).toEqual({ b: 2 });
  });

  test('requests without a slot are counted, and move in when there are more', () => {
    const table = slots('a', 'b');
    table.request([request(1), request(2), request(3), request(4)]);
    expect([table.missing, placed(table)]).toEqual([2, { a: 1, b: 2 }]);
    table.extend(['c', 'd']);
    expect([table.missing, placed(table)]).toEqual([0, { a: 1, b: 2, c: 3, d: 4 }]);
  });

  test('requests outlive the slots of a connection', () => {
    const old = slots('a');
    old.request([request(1), request(2)]);
    const table = new Slots();
    table.request(old.requests);
    expect(table.missing).toBe(2);
    table.extend(['x', 'y', 'z']);
    expect(placed(table)).toEqual({ x: 1, y: 2 });
  });

  test('a picture is seen only where it is both requested and carried', () => {
    const table = slots('a', 'b');
    table.request([request(1)]);
    expect(table.showing(camera(1))).toBeUndefined();
    table.carry('a', camera(1));
    expect(table.showing(camera(1))).toBe('a');
    table.request([request(2)]);
    table.carry('b', camera(1));
    expect([table.showing(camera(1)), table.showing(camera(2))]).toEqual([undefined, undefined]);
    table.carry('b', undefined);
    table.carry('a', camera(2));
    table.carry('unknown', camera(1));
    expect(table.showing(camera(2))).toBe(table.watched[0]!.mid === 'a' ? 'a' : undefined);
  });

  test('a free slot at rest is taken before one that still shows someone, and one that shows the track before all', () => {
    const table = slots('a', 'b', 'c');
    table.request([request(1), request(2)]);
    table.carry('a', camera(1));
    table.carry('b', camera(2));
    table.request([]);
    table.request([request(3)]);
    expect(placed(table)).toEqual({ c: 3 });
    table.request([request(3), request(2)]);
    expect(placed(table)).toEqual({ b: 2, c: 3 });
  });

  test('a track requested twice has one slot, at the greater height; heights go in steps', () => {
    const table = slots('a', 'b');
    table.request([request(1, 100), request(1, 361), request(1, 5)]);
    expect(table.watched).toEqual([{ mid: 'a', track: camera(1), height: 390 }]);
  });
});

describe('what the server is told', () => {
  test('is every change, once', () => {
    const table = slots('a', 'b');
    expect(table.tell()).toEqual([]);
    expect(table.tell()).toBeUndefined();
    table.request([request(1)]);
    expect(table.tell()).toEqual([{ mid: 'a', ...request(1) }]);
    expect(table.tell()).toBeUndefined();
    table.request([request(1, 360)]);
    expect(table.tell()).toHaveLength(1);
    table.request([{ track: { participant: 1, source: 'screen' }, height: 360 }]);
    expect(table.tell()).toHaveLength(1);
    table.forget();
    expect(table.tell()).toHaveLength(1);
  });

  test('is told anew of a track that ended and began again, though the request is the same by then', () => {
    const table = slots('a', 'b');
    table.request([request(1), request(2)]);
    const told = table.tell();
    table.doubt(camera(2));
    table.request([request(1)]);
    table.request([request(1), request(2)]);
    table.doubt(camera(2));
    expect(table.tell()).toEqual(told);
    table.doubt(camera(3));
    expect(table.tell()).toBeUndefined();
  });
});
