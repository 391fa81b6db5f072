import { describe, expect, test } from 'vitest';
import { clocksPut, countdown, localIn, offsetMinutes, placeOf, sameClocks, spanIn, timeThere, when } from './when';

const BERLIN = 'Europe/Berlin';
const NEW_YORK = 'America/New_York';
const TOKYO = 'Asia/Tokyo';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Intl writes narrow and thin spaces around times; any space is as good. */
const plain = (text: string | undefined) => text?.replace(/\s/gu, ' ');
const span = (iso: string, minutes = 90) => ({ start: Date.parse(iso), end: Date.parse(iso) + minutes * MINUTE });

describe('a zone at an instant', () => {
  // Clocks go back in Berlin on 25 Oct 2026 at 01:00 UTC, in New York on 1 Nov at 06:00; forward on 28 and 14 Mar 2027.
  test.each([
    ['2026-10-25T00:59:00Z', BERLIN, '2026-10-25', '02:59', 120],
    ['2026-10-25T01:00:00Z', BERLIN, '2026-10-25', '02:00', 60],
    ['2026-11-01T05:59:00Z', NEW_YORK, '2026-11-01', '01:59', -240],
    ['2026-11-01T06:00:00Z', NEW_YORK, '2026-11-01', '01:00', -300],
    ['2027-03-14T07:00:00Z', NEW_YORK, '2027-03-14', '03:00', -240],
    ['2027-03-28T00:59:00Z', BERLIN, '2027-03-28', '01:59', 60],
    ['2027-03-28T01:00:00Z', BERLIN, '2027-03-28', '03:00', 120],
    ['2026-10-25T15:00:00Z', TOKYO, '2026-10-26', '00:00', 540],
  ])('%s in %s is %s %s', (iso, zone, date, time, offset) => {
    expect(localIn(Date.parse(iso), zone)).toEqual({ date, time });
    expect(offsetMinutes(Date.parse(iso), zone)).toBe(offset);
  });

  test('has the clocks of another one, or not, by the day', () => {
    expect(sameClocks(Date.parse('2026-07-01T10:00Z'), BERLIN, 'Africa/Johannesburg')).toBe(true);
    expect(sameClocks(Date.parse('2026-12-01T10:00Z'), BERLIN, 'Africa/Johannesburg')).toBe(false);
  });

  test('is called by its city', () => {
    expect(placeOf('America/Argentina/Buenos_Aires')).toBe('Buenos Aires');
    expect(placeOf('UTC')).toBe('UTC');
  });
});

describe('when class is', () => {
  const said = (iso: string, reader: string, now = '2026-10-20T08:00:00Z') => {
    const { own, there } = when(span(iso), { course: BERLIN, reader, now: Date.parse(now) });
    return [plain(own), plain(there)];
  };

  test('is one time for a reader whose clocks are those of the course', () => {
    expect(said('2026-10-20T08:00:00Z', BERLIN)).toEqual(['Tue, Oct 20, 10:00 – 11:30 AM', undefined]);
    expect(said('2026-10-27T09:00:00Z', 'Europe/Paris')).toEqual(['Tue, Oct 27, 10:00 – 11:30 AM', undefined]);
  });

  // Class is at 10:00 in Berlin, each week. In the week between the changes New York is an hour nearer.
  test.each([
    ['2026-10-20T08:00:00Z', '4:00 – 5:30 AM'],
    ['2026-10-27T09:00:00Z', '5:00 – 6:30 AM'],
    ['2026-11-03T09:00:00Z', '4:00 – 5:30 AM'],
    ['2027-03-09T09:00:00Z', '4:00 – 5:30 AM'],
    ['2027-03-16T09:00:00Z', '5:00 – 6:30 AM'],
    ['2027-03-30T08:00:00Z', '4:00 – 5:30 AM'],
  ])('at %s it is %s in New York, and 10 AM in Berlin', (iso, time) => {
    const [own, there] = said(iso, NEW_YORK, iso);
    expect(own).toMatch(new RegExp(`^Tue, \\w+ \\d+, ${time} your time$`));
    expect(there).toBe('10:00 AM in Berlin');
  });

  test.each([
    ['2026-10-20T08:00:00Z', '5:00 – 6:30 PM'],
    ['2026-10-27T09:00:00Z', '6:00 – 7:30 PM'],
    ['2027-03-30T08:00:00Z', '5:00 – 6:30 PM'],
  ])('at %s it is %s in Tokyo, whose clocks never change', (iso, time) => {
    expect(said(iso, TOKYO, iso)[0]).toContain(time);
  });

  test('names the day where it is another one than the reader’s', () => {
    const late = Date.parse('2026-11-03T17:30:00Z');
    expect(plain(timeThere(late, TOKYO, BERLIN))).toBe('Wed 2:30 AM in Tokyo');
    expect(plain(timeThere(late, NEW_YORK, BERLIN))).toBe('12:30 PM in New York');
  });

  test('says both days of a class over midnight, and the year of another year', () => {
    const night = span('2026-11-30T22:30:00Z');
    expect(plain(spanIn(night, night.start, BERLIN))).toBe('Mon, Nov 30, 11:30 PM – Tue, Dec 1, 1:00 AM');
    expect(spanIn(night, Date.parse('2025-12-31T22:30:00Z'), BERLIN)).toContain('2026');
  });
});

describe('a countdown', () => {
  const start = Date.parse('2026-11-03T09:00:00Z');
  test.each([
    [-1, 'now'],
    [0, 'now'],
    [1, 'in 1 min'],
    [12 * MINUTE, 'in 12 min'],
    [12 * MINUTE + 1, 'in 13 min'],
    [2 * HOUR + 5 * MINUTE, 'in 2 hr 5 min'],
    [24 * HOUR, 'tomorrow at 10:00 AM'],
    [48 * HOUR, 'in 2 days'],
    [8 * 24 * HOUR, 'in 8 days'],
  ])('%d ms before it is "%s"', (left, text) => expect(plain(countdown(start, start - left, BERLIN))).toBe(text));

  test('goes by the reader’s days', () => {
    const now = start - 10 * HOUR;
    expect(plain(countdown(start, now, TOKYO))).toBe('in 10 hr');
    expect(plain(countdown(start, now, BERLIN))).toBe('in 10 hr');
    expect(plain(countdown(start, now, NEW_YORK))).toBe('tomorrow at 4:00 AM');
  });

  test('tells the hours that pass, also in a night that has 25', () => {
    const morning = Date.parse('2026-10-25T05:00:00Z');
    expect(plain(countdown(morning, Date.parse('2026-10-24T23:30:00Z'), BERLIN))).toBe('in 5 hr 30 min');
    expect(plain(countdown(morning, Date.parse('2026-10-24T05:00:00Z'), BERLIN))).toBe('tomorrow at 6:00 AM');
    // 48 hours later, and yet the next day: this one has 25 hours.
    const [evening, midnight] = [Date.parse('2026-10-26T22:30Z'), Date.parse('2026-10-24T22:30Z')];
    expect(plain(countdown(evening, midnight, BERLIN))).toBe('tomorrow at 11:30 PM');
  });
});

describe('clocks', () => {
  const put = (from: string, to: string, zone: string) => clocksPut(Date.parse(from), Date.parse(to), zone);
  test.each([
    ['2026-10-20T08:00Z', '2026-10-27T09:00Z', BERLIN, -60],
    ['2027-03-23T09:00Z', '2027-03-30T08:00Z', BERLIN, 60],
    ['2026-10-27T09:00Z', '2026-11-03T09:00Z', BERLIN, 0],
    ['2026-10-27T09:00Z', '2026-11-03T09:00Z', NEW_YORK, -60],
    ['2026-10-20T08:00Z', '2027-10-20T08:00Z', TOKYO, 0],
  ])('between %s and %s in %s are put %d minutes', (from, to, zone, minutes) =>
    expect(put(from, to, zone)).toBe(minutes),
  );
});
