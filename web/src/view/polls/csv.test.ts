import { describe, expect, test } from 'vitest';
import type { Form } from '../../protocol/generated';
import { pollRows } from './csv';

const multiple: Form = { form: 'multiple', choices: ['a', 'b', 'c'].map((text) => ({ text })) };

describe('the table for a spreadsheet', () => {
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
    late_answers: { late: 'open' as const },
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
