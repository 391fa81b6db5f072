import { expect, test } from 'vitest';
import { event } from '../kit/fixture';
import { edits, isOffRecord, offRecord } from './leftOut';

const set = (at: number, off: boolean) => event(at, { kind: 'off_record_set', off, by: 1 });

test('the stretches off the record, of which the last goes on', () => {
  expect(offRecord([])).toEqual([]);
  const events = [set(1_000, true), set(5_000, false), set(8_000, true)];
  expect(offRecord(events)).toEqual([
    { from: 1_000, to: 5_000 },
    { from: 8_000, to: null },
  ]);
  expect(offRecord([set(1_000, true), set(2_000, true)])).toEqual([{ from: 1_000, to: null }]);
  expect(offRecord([set(1_000, false)])).toEqual([]);
});

test('what staff took out, as it is by now', () => {
  const cut = (from: number, to: number) => event(9_000, { kind: 'cut_made', cut: { from, to }, by: 1 });
  const back = (from: number, to: number) => event(9_000, { kind: 'cut_undone', cut: { from, to }, by: 1 });
  const hide = (hidden: boolean) => event(9_000, { kind: 'room_hidden', room: 3, hidden, by: 1 });
  expect(edits([cut(5, 9), cut(1, 3), cut(5, 9), hide(true)])).toEqual({
    cuts: [
      { from: 1, to: 3 },
      { from: 5, to: 9 },
    ],
    hidden_rooms: [3],
  });
  expect(edits([cut(5, 9), back(5, 8), back(5, 9), hide(true), hide(false)])).toEqual({ cuts: [], hidden_rooms: [] });
});

test('whether class is off the record', () => {
  expect(isOffRecord({})).toBe(false);
  expect(isOffRecord({ off_record: [{ from: 1_000, to: null }] })).toBe(true);
  expect(isOffRecord({ off_record: [{ from: 1_000, to: 2_000 }] })).toBe(false);
});
