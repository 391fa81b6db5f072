import { afterEach, expect, test } from 'vitest';
import { day } from './format';
import { browsersZone, readersZone, setReadersZone } from './zone.svelte';

/** Half past eleven at night in London, half past midnight in Berlin: another day. */
const then = Date.UTC(2026, 10, 22, 23, 30);

afterEach(() => setReadersZone(null));

test('times are shown in the zone that the reader has chosen', () => {
  setReadersZone('Europe/London');
  expect(readersZone()).toBe('Europe/London');
  expect(day(then)).toBe('November 22');
  setReadersZone('Europe/Berlin');
  expect(day(then)).toBe('November 23');
});

test.each([null, undefined, '', 'Mars/Olympus'])(
  'without one that the browser knows (%s) they are in its own',
  (zone) => {
    setReadersZone('Asia/Tokyo');
    setReadersZone(zone);
    expect(readersZone()).toBe(browsersZone());
  },
);
