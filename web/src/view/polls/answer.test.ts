import { describe, expect, test } from 'vitest';
import { LIMITS, type Form, type Poll } from '../../protocol/generated';
import { answerOf, entryOf, moved, sameAnswer, shownOrder } from './answer';
import { csvCell, csvFile, pollRows } from './csv';
import { plainNumber, toThousandths } from './number';
import { answerText, labelsOf, rightText } from './text';

const list = ['a', 'b', 'c'].map((text) => ({ text }));
const multiple: Form = { form: 'multiple', choices: list };

describe('an answer while it is given', () => {
  test('is none until it is whole', () => {
    const empty = entryOf(multiple);
    expect(answerOf(multiple, empty)).toBeNull();
    expect(answerOf({ form: 'yes_no' }, empty)).toBeNull();
    expect(answerOf({ form: 'number' }, { ...empty, written: 'x' })).toBeNull();
    expect(answerOf({ form: 'text' }, { ...empty, written: ' ' })).toBeNull();
    expect(answerOf({ form: 'text' }, { ...empty, written: 'x'.repeat(LIMITS.answerChars + 1) })).toBeNull();
  });

  test('choices ascend, texts are trimmed, an ordering is whole from the beginning', () => {
    const empty = entryOf(multiple);
    expect(answerOf(multiple, { ...empty, chosen: [2, 0] })).toEqual({ answer: 'choices', choices: [0, 2] });
    expect(answerOf({ form: 'text' }, { ...empty, written: ' a ' })).toEqual({ answer: 'text', text: 'a' });
    const order: Form = { form: 'order', choices: list };
    expect(answerOf(order, entryOf(order))).toEqual({ answer: 'order', order: [0, 1, 2] });
  });

  test('begins with what was answered', () => {
    for (const answer of [
      { answer: 'number', value: -9810 },
      { answer: 'text', text: 'x' },
      { answer: 'order', order: [2, 0, 1] },
    ] as const) {
      const form: Form = answer.answer === 'order' ? { form: 'order', choices: list } : { form: answer.answer };
      expect(sameAnswer(answerOf(form, entryOf(form, { ...answer } as never)), answer as never)).toBe(true);
    }
  });
});

describe('items to be ordered', () => {
  const form: Form = { form: 'order', choices: ['a', 'b', 'c', 'd', 'e'].map((text) => ({ text })) };
  const poll = (id: number, quiz: boolean) =>
    ({ id, quiz, question: { text: '?', form, anonymous: false } }) as unknown as Poll;
  const people = Array.from({ length: 40 }, (_, index) => index + 1);
  const orders = (id: number) => new Set(people.map((you) => shownOrder(poll(id, false), you).join('')));

  test('are shown to each in another order, which stays', () => {
    expect(shownOrder(poll(3, false), 7)).toEqual(shownOrder(poll(3, false), 7));
    expect([...shownOrder(poll(3, false), 7)].sort()).toEqual([0, 1, 2, 3, 4]);
    expect(orders(3).size).toBeGreaterThan(20);
    expect(entryOf(form, undefined, [4, 3, 2, 1, 0]).order).toEqual([4, 3, 2, 1, 0]);
  });

  test('of a quiz as it was asked', () => {
    expect(shownOrder(poll(3, true), 7)).toEqual([0, 1, 2, 3, 4]);
  });
});

test('what is right, and how far off still is', () => {
  const key = { right: { answer: 'number', value: 3140 }, tolerance: 10, points: 1, explanation: '' } as const;
  expect(rightText({ form: 'number' }, key)).toBe('3.14 ± 0.01');
  expect(rightText({ form: 'number' }, { ...key, tolerance: 0 })).toBe('3.14');
});

test('an item elsewhere', () => {
  expect(moved(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a']);
  expect(moved(['a', 'b', 'c'], 2, 1)).toEqual(['a', 'c', 'b']);
  expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
  expect(moved(['a', 'b'], 1, 2)).toEqual(['a', 'b']);
});

test('numbers as people write them', () => {
  expect(['9.81', '9,81', ' 1 000 ', '-0.5', '\u22123', '.5', '+2', '5.'].map(toThousandths)).toEqual([
    9810, 9810, 1_000_000, -500, -3000, 500, 2000, 5000,
  ]);
  for (const wrong of ['', '.', '-', 'x', '1.2345', '1e3', '1.2.3', '10000000000000']) {
    expect(toThousandths(wrong), wrong).toBeNull();
  }
  expect(Object.is(toThousandths('-0'), 0)).toBe(true);
  expect([9810, -500, 5000].map(plainNumber)).toEqual(['9.81', '-0.5', '5']);
});

test('choices and answers in words', () => {
  expect(labelsOf({ form: 'scale', steps: 3, low: 'never', high: '' })).toEqual(['1: never', '2', '3']);
  expect(answerText(multiple, { answer: 'choices', choices: [0, 2] })).toBe('a; c');
  expect(answerText({ form: 'order', choices: list }, { answer: 'order', order: [1, 0, 2] })).toBe('1. b; 2. a; 3. c');
});

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
    // Where the semicolon separates, a quote inside a field is no quote.
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
