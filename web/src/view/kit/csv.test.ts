import { expect, test } from 'vitest';
import { csvCell, csvFile } from './csv';

test('no cell is a formula', () => {
  expect(['=1+1', '+1', '-1', '@x', '\tx', '\rx'].map(csvCell)).toEqual([
    '"\'=1+1"',
    '"\'+1"',
    '"\'-1"',
    '"\'@x"',
    '"\'\tx"',
    '"\'\rx"',
  ]);
  // Where the semicolon separates cells, a quote inside a cell does not quote.
  expect(csvCell('x;=1+1;y')).toBe('"x;\'=1+1;y"');
  expect(csvCell('x;"=1+1;y')).toBe('"x;\'""=1+1;y"');
  expect(csvCell('＝1+1')).toBe('"\'＝1+1"');
  expect(csvCell('Anna-Maria, 3 = 3')).toBe('"Anna-Maria, 3 = 3"');
  expect(csvCell(-3.5)).toBe('-3.5');
});

test('quotes, separators and line ends stay in their cell', () => {
  expect(csvCell('say "a", b')).toBe('"say ""a"", b"');
  expect(csvCell('a\nb')).toBe('"a\nb"');
  expect(
    csvFile([
      ['a', 1],
      ['b;c', 2],
    ]),
  ).toBe('\uFEFFa,1\r\n"b;c",2\r\n');
});
