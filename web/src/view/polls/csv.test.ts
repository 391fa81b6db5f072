import { describe, expect, test } from 'vitest';
import type { Form } from '../../protocol/generated';
import { pollOf } from '../kit/fixture';
import { pollRows, pollsRows } from './csv';

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

  test('answers that came later are marked', () => {
    const late = [{ participant: 3, answer: { answer: 'choices' as const, choices: [1] }, later: { unix: 1 } }];
    expect(pollRows({ ...poll, late }, null, (id) => `Seat ${id}`)).toEqual([
      ['Question', 'Which?'],
      ['Name', 'Answer', 'Points', 'Later'],
      ['Seat 2', 'a', 0.5, ''],
      ['Seat 3', 'b', 0.5, 'yes'],
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
    const later = pollRows(anonymous, tally, () => 'Bo', { ballots: 3, counts: { of: 'choices', counts: [0, 1, 2] } });
    expect(later).toEqual([...rows, ['Later'], ['Answer', 'Count'], ['a', 0], ['b', 1], ['c', 2]]);
    expect(pollRows(anonymous, { ballots: 2, counts: null }, () => 'Bo')).toEqual([
      ['Question', 'Which?'],
      ['Count', 2],
    ]);
  });

  test('all polls of a class are one table: answers by name, and counts of anonymous ones', () => {
    const late = [{ participant: 3, answer: { answer: 'choices' as const, choices: [1] }, later: { unix: 1 } }];
    const choices = ['a', 'b'].map((text) => ({ text }));
    const anonymous = pollOf(2, {
      at: 65_000,
      question: { text: 'Lost?', form: { form: 'single', choices }, anonymous: true },
      tally: { ballots: 3, counts: { of: 'choices', counts: [3, 0] } },
    });
    const order = pollOf(3, {
      question: { text: 'First?', form: { form: 'order', choices }, anonymous: true },
      tally: {
        ballots: 1,
        counts: {
          of: 'places',
          places: [
            [1, 0],
            [0, 1],
          ],
        },
      },
    });
    expect(pollsRows([{ ...poll, late }, anonymous, order], (id) => `=${id}`)).toEqual([
      ['Asked at', 'Question', 'Name', 'Answer', 'Count', 'Points', 'Later'],
      ['0:00', 'Which?', '=2', 'a', '', 0.5, ''],
      ['0:00', 'Which?', '=3', 'b', '', 0.5, 'yes'],
      ['1:05', 'Lost?', '', 'a', 3, '', ''],
      ['1:05', 'Lost?', '', 'b', 0, '', ''],
      ['0:00', 'First?', '', 'a: Place 1', 1, '', ''],
      ['0:00', 'First?', '', 'a: Place 2', 0, '', ''],
      ['0:00', 'First?', '', 'b: Place 1', 0, '', ''],
      ['0:00', 'First?', '', 'b: Place 2', 1, '', ''],
    ]);
  });

  test('no poll is left out of the table of all, nor what was answered later to an anonymous one', () => {
    const form: Form = { form: 'single', choices: ['a', 'b'].map((text) => ({ text })) };
    const anonymous = { text: 'Lost?', form, anonymous: true };
    const counted = pollOf(2, {
      question: anonymous,
      tally: { ballots: 3, counts: { of: 'choices', counts: [3, 0] } },
    });
    const few = pollOf(3, { question: anonymous, tally: { ballots: 2, counts: null } });
    const open = pollOf(4, { question: anonymous, answered: [2], closed: null, tally: null });
    const unanswered = pollOf(5, { question: { ...anonymous, anonymous: false } });
    const late = { poll: 2, tally: { ballots: 3, counts: { of: 'choices' as const, counts: [1, 2] } } };
    const [, ...rows] = pollsRows([counted, few, open, unanswered], () => 'Bo', [late]);
    expect(rows.map(([, , ...cells]) => cells)).toEqual([
      ['', 'a', 3, '', ''],
      ['', 'b', 0, '', ''],
      ['', 'a', 1, '', 'yes'],
      ['', 'b', 2, '', 'yes'],
      ['', '', 2, '', ''],
      ['', '', 1, '', ''],
      ['', '', 0, '', ''],
    ]);
  });
});
