import { expect, test } from 'vitest';
import { outline } from './outline';

const BERLIN = 'Europe/Berlin';

/** A class at 10:00 in Berlin on each Tuesday from 6 October 2026 on. */
const tuesdays = (count: number) =>
  Array.from({ length: count }, (_, week) => {
    const day = new Date(Date.UTC(2026, 9, 6 + 7 * week)).toISOString().slice(0, 10);
    const start_unix = Date.parse(`${day}T${day < '2026-10-25' ? '08' : '09'}:00Z`);
    return { time: { start: `${day}T10:00`, minutes: 90 }, start_unix, end_unix: start_unix + 90 * 60_000 };
  });

const lines = (count: number, reader: string) =>
  outline(tuesdays(count), BERLIN, reader).map((line) =>
    line.time ? [line.time.time.start.slice(5, 10), line.note?.replace(/\s/gu, ' ')] : line.skipped,
  );

test('a few dates are all shown', () =>
  expect(lines(3, BERLIN)).toEqual([
    ['10-06', undefined],
    ['10-13', undefined],
    ['10-20', undefined],
  ]));

test('of many, the first, the last, and the one before which clocks change', () =>
  expect(lines(9, BERLIN)).toEqual([
    ['10-06', undefined],
    ['10-13', undefined],
    ['10-20', undefined],
    ['10-27', 'Clocks change before this one. Class stays at 10:00 AM.'],
    4,
    ['12-01', undefined],
  ]));

test('a reader elsewhere is told when the time is another one for them', () => {
  expect(lines(9, 'Asia/Tokyo')[3]).toEqual([
    '10-27',
    'Clocks change in Berlin before this one: yours show 6:00 PM from here on.',
  ]);
  const [, , , october, november] = lines(9, 'America/New_York');
  expect(october).toEqual(['10-27', 'Clocks change in Berlin before this one: yours show 5:00 AM from here on.']);
  expect(november).toEqual(['11-03', 'Your clocks change before this one: they show 4:00 AM from here on.']);
});
