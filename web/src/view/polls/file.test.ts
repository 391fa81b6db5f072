import { describe, expect, test } from 'vitest';
import { LIMITS } from '../../protocol/generated';
import { classOf } from '../kit/fixture';
import type { KeyedQuestion } from './draft';
import { newTo, QUESTIONS_IN_FILE, questionsFile, questionsOf, readQuestions } from './file';

const choices = ['a', 'b', 'c'].map((text) => ({ text }));
const key = { tolerance: 0, points: 2, explanation: 'So.' };
const ask = (
  text: string,
  form: KeyedQuestion['question']['form'],
  right?: NonNullable<KeyedQuestion['key']>['right'],
): KeyedQuestion => ({
  question: { text, form, anonymous: false },
  key: right ? { right, ...key } : null,
});
const all: KeyedQuestion[] = [
  ask('One?', { form: 'single', choices }, { answer: 'choices', choices: [1] }),
  ask('Some?', { form: 'multiple', choices }, { answer: 'choices', choices: [0, 2] }),
  ask('Is it?', { form: 'yes_no' }, { answer: 'choices', choices: [1] }),
  ask('How?', { form: 'scale', steps: 7, low: 'badly', high: 'well' }),
  {
    ...ask('How much?', { form: 'number' }),
    key: { ...key, right: { answer: 'number', value: -9810 }, tolerance: 50 },
  },
  ask('What? 😀\nSay.', { form: 'text' }, { answer: 'text', text: 'Paris' }),
  ask('Which first?', { form: 'order', choices }, { answer: 'order', order: [2, 0, 1] }),
  ask('Which do you like?', { form: 'order', choices }),
];

/** A file with any content. */
const fileOf = (...questions: unknown[]) =>
  JSON.stringify({ format: 'meridian-questions', version: 1, questions: questions as KeyedQuestion[] });
const fault = (question: unknown) => {
  const read = readQuestions(fileOf(question));
  return 'faults' in read ? read.faults[0]!.problem : read;
};
const single = all[0]!;
const withKey = (change: object) => ({ ...single, key: { ...single.key, ...change } });
const withForm = (form: unknown) => ({ question: { ...single.question, form }, key: null });

test('what is saved is loaded: every kind, with its key', () => {
  expect(readQuestions(questionsFile(all))).toEqual({ questions: all });
  expect(readQuestions(`\uFEFF${questionsFile(all.slice(0, 1))}`)).toEqual({ questions: [single] });
});

test('a class gives each question once, and takes those that it has not', () => {
  const [first, second, third] = [single, all[1]!, all[2]!];
  const asked = { room: null, quiz: true, by: 1, at: 0, until: null, closed: null, again: null };
  const poll = {
    ...first,
    ...asked,
    id: 9,
    answered: [],
    ballots: [],
    late: [],
    late_answers: { late: 'open' as const },
    tally: null,
    shared: null,
  };
  const snapshot = classOf([], { prepared: [first, second].map((one, id) => ({ ...one, id })), polls: [poll] });
  expect(questionsOf(snapshot)).toEqual([first, second]);
  expect(newTo(snapshot, [second, third, third])).toEqual([third]);
});

describe('files of others', () => {
  test.each(['', 'null', '[]', '7', '"x"', '{', '{"questions": []}', '[['.repeat(50_000), fileOf().replace('-q', '')])(
    'no questions: %.20s',
    (text) => expect(readQuestions(text)).toEqual({ refused: 'other' }),
  );

  test('empty, too many, of a version to come', () => {
    expect(readQuestions(fileOf())).toEqual({ refused: 'empty' });
    expect(readQuestions(fileOf(...Array.from({ length: QUESTIONS_IN_FILE + 1 }, () => single)))).toEqual({
      refused: 'many',
    });
    expect(readQuestions(fileOf(single).replace('"version":1', '"version":2'))).toEqual({ refused: 'newer' });
  });

  test('which question is wrong, and how; then none is taken', () => {
    const long = { ...single, question: { ...single.question, text: 'x'.repeat(LIMITS.questionChars + 1) } };
    expect(readQuestions(fileOf(single, long, 5))).toEqual({
      faults: [
        { number: 2, problem: 'question_long' },
        { number: 3, problem: 'unreadable' },
      ],
    });
  });

  test('limits are those of the form', () => {
    expect(fault({ ...single, question: { ...single.question, text: ' ' } })).toBe('question_empty');
    expect(fault(withForm({ form: 'single', choices: choices.slice(0, 1) }))).toBe('choices_few');
    expect(fault(withForm({ form: 'single', choices: [...choices, { text: 'a ' }] }))).toBe('choice_twice');
    const long = { text: 'x'.repeat(LIMITS.choiceChars + 1) };
    expect(fault(withForm({ form: 'multiple', choices: [...choices, long] }))).toBe('choice_long');
    expect(fault(withKey({ right: { answer: 'choices', choices: [0, 1] } }))).toBe('right_missing');
    expect(fault(withKey({ explanation: 'x'.repeat(LIMITS.explanationChars + 1) }))).toBe('explanation_long');
  });

  test.each<[string, unknown]>([
    ['nothing', null],
    ['a list', [single]],
    ['no form', withForm(undefined)],
    ['an unknown form', withForm({ form: 'essay' })],
    ['a form from the prototype', withForm({ form: 'constructor' })],
    ['choices that are none', withForm({ form: 'single', choices: { length: 2, 0: { text: 'a' }, 1: { text: 'b' } } })],
    ['endless choices', withForm({ form: 'single', choices: Array.from({ length: 10_000 }, () => ({ text: 'a' })) })],
    ['a number for a text', withForm({ form: 'single', choices: [{ text: 1 }, { text: 'b' }] })],
    ['endless steps', withForm({ form: 'scale', steps: 1e9, low: '', high: '' })],
    ['half a step', withForm({ form: 'scale', steps: 2.5, low: '', high: '' })],
    ['half a character', { ...single, question: { ...single.question, text: '\ud83d' } }],
    ['a control character', { ...single, question: { ...single.question, text: 'a\u0000b' } }],
    ['a right answer that is not there', withKey({ right: { answer: 'choices', choices: [3] } })],
    ['a right answer before the first', withKey({ right: { answer: 'choices', choices: [-1] } })],
    ['one right answer twice', withKey({ right: { answer: 'choices', choices: [1, 1] } })],
    ['a right answer to something else', withKey({ right: { answer: 'text', text: 'a' } })],
    ['points for nothing', withKey({ points: 1e6 })],
    ['points in words', withKey({ points: '2' })],
    ['a tolerance below 0', withKey({ tolerance: -1 })],
    ['half an order', { ...all[6], key: { ...key, right: { answer: 'order', order: [0, 1] } } }],
  ])('%s', (_, question) => expect(fault(question)).toBe('unreadable'));

  test('nothing but the question is kept, and its words are trimmed', () => {
    const text = fileOf({ ...single, question: { ...single.question, text: ' One? ', extra: 1 }, id: 7 });
    const read = readQuestions(text.replace('"id":7', '"__proto__":{"polluted":true},"constructor":{"x":1}'));
    expect(read).toEqual({ questions: [single] });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
