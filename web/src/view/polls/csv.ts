/** A poll as a table for a spreadsheet (RFC 4180). Pure but for the texts. */

import { t } from '../../i18n';
import type { Answer, ParticipantId, Poll, Tally } from '../../protocol/generated';
import { plainNumber } from './number';
import { verdictOn } from './polls';
import { answerText, labelsOf } from './text';

/**
 * One cell. What a spreadsheet would take for a formula is made plain text by a leading apostrophe: people choose their
 * names and answers, and one that begins with `=` would run on the computer of whoever opens the file.
 */
export function csvCell(value: string | number): string {
  const text = String(value);
  // Also behind what some spreadsheets take for a separator, whatever stands in quotes.
  const plain =
    typeof value === 'string' ? text.replace(/^(?=[\t\r])|(?<=^|[;,\t\r\n])(?=[^\S\t\r\n]*[=+\-@])/g, "'") : text;
  return /["',;\r\n\t]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** Rows as a file: with a mark by which spreadsheets know UTF-8, and lines as the standard has them. */
export function csvFile(rows: readonly (readonly (string | number)[])[]): string {
  return '\uFEFF' + rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

/** The table of a poll: each answer, with what it is worth in a quiz; of an anonymous poll the count alone. */
export function pollRows(poll: Poll, of: Tally | null, nameOf: (id: ParticipantId) => string): (string | number)[][] {
  const question = [t('polls.question'), poll.question.text];
  if (poll.question.anonymous) return [question, ...countRows(poll, of)];
  const { key } = poll;
  const points = (answer: Answer) => (key ? [(verdictOn(poll, answer)?.points ?? 0) / 1000] : []);
  return [
    question,
    [t('polls.csv_name'), t('polls.csv_answer'), ...(key ? [t('polls.points')] : [])],
    ...poll.ballots.map(({ participant, answer }) => [
      nameOf(participant),
      answer.answer === 'number' ? answer.value / 1000 : answerText(poll.question.form, answer),
      ...points(answer),
    ]),
  ];
}

function countRows(poll: Poll, of: Tally | null): (string | number)[][] {
  const labels = labelsOf(poll.question.form);
  const counts = of?.counts;
  const heading = [t('polls.csv_answer'), t('polls.csv_count')];
  switch (counts?.of) {
    case 'choices':
      return [heading, ...labels.map((label, index) => [label, counts.counts[index] ?? 0])];
    case 'texts':
      return [heading, ...counts.texts.map(({ text, count }) => [text, count])];
    case 'numbers':
      return [[t('polls.csv_answer')], ...counts.values.map((value) => [Number(plainNumber(value))])];
    case 'places': {
      const places = labels.map((_, place) => t('polls.place', { place: place + 1 }));
      return [
        [t('polls.csv_answer'), ...places],
        ...labels.map((label, item) => [label, ...(counts.places[item] ?? [])]),
      ];
    }
    default:
      return [[t('polls.csv_count'), of?.ballots ?? poll.answered.length]];
  }
}
