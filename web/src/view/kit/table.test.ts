import { expect, test } from 'vitest';
import { tableFile } from './table';

const rows = [['Name', 'Points'], ['=1+1', 0.5], ['Ida']];

test('a spreadsheet takes no name for a formula, and a program reads it as it is', () => {
  expect(tableFile(rows, 'csv')).toContain("'=1+1");
  expect(JSON.parse(tableFile(rows, 'json'))).toEqual([{ Name: '=1+1', Points: 0.5 }, { Name: 'Ida' }]);
  expect(JSON.parse(tableFile([], 'json'))).toEqual([]);
});
