import { describe, expect, test } from 'vitest';
import type { Form } from '../../protocol/generated';
import { csvCell, csvFile, pollRows } from './csv';

const multiple: Form = { form: 'multiple', choices: ['a', 'b', 'c'].map((text) => ({ text })) };

describe('the table for a spreadsheet', () => {
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

  const poll = {
    id: 1,
    room: null,
    question: { text: 'Which?', form: multiple, anonymous: false },
    quiz: true,
    by: 1,
    at: 0,
    until: null,
    closed: 9,
    again: null,
    key: { right: { answer: 'choices' as const, choices: [0, 1] }, tolerance: 0, points: 1, explanation: '' },
    answered: [2],
    ballots: [{ participant: 2, answer: { answer: 'choices' as const, choices: [0] } }],
    late: [],
    tally: null,
    shared: null,
  };

  test('names, answers and points of a quiz', () => {
    expect(pollRows(poll, null, () => '=Bo')).toEqual([
      ['Question', 'Which?'],
      ['Name', 'Answer', 'Points'],
      ['=Bo', 'a', 0.5],
    ]);
  });

  test('answers that came later have no points, and are marked', () => {
    const late = [{ participant: 3, answer: { answer: 'choices' as const, choices: [1] }, later: { unix: 1 } }];
    expect(pollRows({ ...poll, late }, null, (id) => `Seat ${id}`)).toEqual([
      ['Question', 'Which?'],
      ['Name', 'Answer', 'Points', 'Later'],
      ['Seat 2', 'a', 0.5, ''],
      ['Seat 3', 'b', '', 'yes'],
    ]);
  });

  test('of an anonymous poll the count alone', () => {
    const anonymous = { ...poll, question: { ...poll.question, anonymous: true } };
    const tally = { ballots: 3, counts: { of: 'choices' as const, counts: [3, 0, 1] } };
    const rows = pollRows(anonymous, tally, () => 'Bo');
    expect(rows).toEqual([
      ['Question', 'Which?'],
      ['Answer', 'Count'],
      ['a', 3],
      ['b', 0],
      ['c', 1],
    ]);
    expect(pollRows(anonymous, { ballots: 2, counts: null }, () => 'Bo')).toEqual([
      ['Question', 'Which?'],
      ['Count', 2],
    ]);
  });
});
