import { expect, test } from 'vitest';
import { momentOf } from './moment';

test.each([
  ['12.5', 12.5],
  ['0', 0],
  ['65s', 65],
  ['1m5s', 65],
  ['1m', 60],
  ['1h', 3600],
  ['1h2m3s', 3723],
  ['2H5', 7205],
  ['1.5m', 90],
  ['0.5h', 1800],
  ['1.5h30s', 5430],
  ['0:25', 25],
  ['12:40', 760],
  ['1:02:03', 3723],
  ['90:00', 5400],
])('%s is understood', (text, seconds) => expect(momentOf(text)).toBe(seconds));

test.each([
  '',
  '-1',
  'x',
  'abc',
  '.5m',
  '1.m',
  '1.5.5m',
  '1.5:00',
  '1,5m',
  'Infinity',
  'NaN',
  '1e3',
  'h',
  'm5',
  '5s1m',
  ':25',
  '1:',
  '1:75',
  '1:2:3:4',
  '9'.repeat(400),
])('%s is no moment', (text) => expect(momentOf(text)).toBeUndefined());
