import { describe, expect, test } from 'vitest';
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

describe('a class at 2:30 in Berlin, on Sundays from 14 March 2027 on', () => {
  const sundays = ['01:30', '01:30', '01:30', '00:30', '00:30', '00:30'].map((utc, week) => {
    const day = new Date(Date.UTC(2027, 2, 14 + 7 * week)).toISOString().slice(0, 10);
    const start_unix = Date.parse(`${day}T${utc}:00Z`);
    return { time: { start: `${day}T02:30`, minutes: 60 }, start_unix, end_unix: start_unix + 60 * 60_000 };
  });
  const notes = (times: typeof sundays, reader: string) =>
    outline(times, BERLIN, reader).map((line) => (line.time ? line.note?.replace(/\s/gu, ' ') : line.skipped));
  const skip = 'Clocks skip 2:30 AM in Berlin on this day: class begins at 3:30 AM there.';

  test('is later on the day on which that time does not exist, and clocks have changed for those after it', () =>
    expect(notes(sundays, 'America/Chicago').slice(2)).toEqual([
      skip,
      'Clocks change in Berlin before this one: yours show 7:30 PM from here on.',
      1,
      undefined,
    ]));

  test('stays at its time for a reader there', () =>
    expect(notes(sundays.slice(1, 4), BERLIN)).toEqual([
      undefined,
      skip,
      'Clocks change before this one. Class stays at 2:30 AM.',
    ]));

  test('is said to be later when it is the first, too', () =>
    expect(notes(sundays.slice(2, 4), 'America/Chicago')).toEqual([skip, undefined]));
});
