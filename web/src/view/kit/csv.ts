/** Tables for spreadsheets (RFC 4180). */

/**
 * One cell. A leading apostrophe makes plain text of a value that a spreadsheet would take for a formula: people choose
 * their names and answers, and a formula would run on the computer of the person who opens the file.
 */
export function csvCell(value: string | number): string {
  const text = String(value);
  // Some spreadsheets also separate at semicolons and tabs, even within quotes, and some read signs of full width.
  const plain =
    typeof value === 'string'
      ? text.replace(/^(?=[\t\r])|(?<=^|[;,\t\r\n])(?=(?:"|[^\S\t\r\n])*[=+\-@＝＋－＠])/g, "'")
      : text;
  return /["',;\r\n\t]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** The rows as a file, with the mark by which spreadsheets recognise UTF-8. */
export function csvFile(rows: readonly (readonly (string | number)[])[]): string {
  return '\uFEFF' + rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}
