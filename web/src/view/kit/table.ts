/** Tables as files: for spreadsheets, and for programs. Pure. */

import { csvFile } from './csv';

/** Its first row has the names of the columns. */
export type Rows = readonly (readonly (string | number)[])[];

export const FORMATS = ['csv', 'json'] as const;
export type Format = (typeof FORMATS)[number];

/** The type of the file in a format. */
export const TYPES: Readonly<Record<Format, string>> = {
  csv: 'text/csv;charset=utf-8',
  json: 'application/json',
};

/** The rows as a file. A program reads every text as it is: nothing of it is a formula there. */
export function tableFile(rows: Rows, format: Format): string {
  return format === 'csv' ? csvFile(rows) : jsonFile(rows);
}

/** A list with an object for each row. Cells that a row does not have are absent. */
function jsonFile([heading = [], ...rows]: Rows): string {
  const object = (row: Rows[number]) => Object.fromEntries(row.map((cell, column) => [heading[column], cell]));
  return `${JSON.stringify(rows.map(object), null, 2)}\n`;
}
