import { expect, test } from 'vitest';
import { event } from '../kit/fixture';
import { isOffRecord, offRecord } from './offRecord';

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

test('whether class is off the record', () => {
  expect(isOffRecord({})).toBe(false);
  expect(isOffRecord({ off_record: [{ from: 1_000, to: null }] })).toBe(true);
  expect(isOffRecord({ off_record: [{ from: 1_000, to: 2_000 }] })).toBe(false);
});
