import { expect, test } from 'vitest';
import { clockTime, initials } from './format';

test('class time', () => {
  expect([0, 7_400, 782_000, 3_849_000, -5].map(clockTime)).toEqual(['0:00', '0:07', '13:02', '1:04:09', '0:00']);
});

test('initials', () => {
  expect(['Dr. Ada Okafor', 'mika', 'João da Rua', '王小明', '', 'Dr.'].map(initials)).toEqual([
    'AO',
    'M',
    'JR',
    '王',
    '?',
    'D',
  ]);
});
