import { describe, expect, test } from 'vitest';
import { LIMITS } from '../../protocol/generated';
import {
  draftOf,
  emptyDraft,
  problemsOf,
  roomsAsked,
  toKeyedQuestion,
  withChange,
  withChoice,
  type Draft,
} from './draft';

const withTexts = (texts: readonly string[], right: readonly number[] = []): Draft['choices'] =>
  texts.map((text, index) => ({ id: index + 1, text, right: right.includes(index) }));
const draft = (rest: Partial<Draft>): Draft => ({ ...emptyDraft(), text: 'Why?', ...rest });

describe('problems', () => {
  test('an empty form lacks a question and choices', () => {
    expect(problemsOf(emptyDraft())).toEqual(['question_empty', 'choices_few']);
  });

  test('limits count characters, not their halves, and not what is trimmed', () => {
    const text = ` ${'😀'.repeat(LIMITS.questionChars)} `;
    expect(problemsOf(draft({ kind: 'yes_no', text }))).toEqual([]);
    expect(problemsOf(draft({ kind: 'yes_no', text: `${text.trim()}x` }))).toEqual(['question_long']);
    const long = 'x'.repeat(LIMITS.choiceChars + 1);
    expect(problemsOf(draft({ choices: withTexts([long, 'b']) }))).toEqual(['choice_long']);
    expect(problemsOf(draft({ kind: 'scale', low: long }))).toEqual(['label_long']);
  });

  test('choices: empty ones do not count, equal ones cannot be told apart', () => {
    expect(problemsOf(draft({ choices: withTexts(['a', ' ', '']) }))).toEqual(['choices_few']);
    expect(problemsOf(draft({ choices: withTexts(['a', 'a ', 'b']) }))).toEqual(['choice_twice']);
    const many = Array.from({ length: LIMITS.choicesMax + 1 }, (_, index) => `c${index}`);
    expect(problemsOf(draft({ choices: withTexts(many) }))).toEqual(['choices_many']);
  });

  test('a quiz question needs a right answer and points', () => {
    const quiz = (rest: Partial<Draft>) => problemsOf(draft({ quiz: true, ...rest }));
    expect(quiz({ choices: withTexts(['a', 'b']) })).toEqual(['right_missing']);
    expect(quiz({ choices: withTexts(['a', 'b'], [1]) })).toEqual([]);
    expect(quiz({ choices: withTexts(['a', 'b'], [0, 1]) })).toEqual(['right_missing']);
    expect(quiz({ kind: 'multiple', choices: withTexts(['a', 'b'], [0, 1]) })).toEqual([]);
    expect(quiz({ kind: 'yes_no' })).toEqual(['right_missing']);
    expect(quiz({ kind: 'number', rightText: 'nine' })).toEqual(['right_number']);
    expect(quiz({ kind: 'number', rightText: '9', tolerance: '-1' })).toEqual(['tolerance']);
    expect(quiz({ kind: 'text', rightText: 'x', points: 0.5 })).toEqual(['points']);
    expect(quiz({ kind: 'text', rightText: 'x'.repeat(LIMITS.answerChars + 1) })).toEqual(['right_long']);
    const explanation = 'x'.repeat(LIMITS.explanationChars + 1);
    expect(quiz({ kind: 'text', rightText: 'x', explanation })).toEqual(['explanation_long']);
  });

  test('a scale is never a quiz question', () => {
    expect(problemsOf(draft({ kind: 'scale', quiz: true }))).toEqual([]);
    expect(toKeyedQuestion(draft({ kind: 'scale', quiz: true })).key).toBeNull();
  });
});

describe('what is asked', () => {
  test('trimmed, without empty choices, the right one by its position', () => {
    const choices = withTexts(['', ' a ', 'b'], [2]);
    expect(toKeyedQuestion(draft({ text: ' Why? ', choices, quiz: true, points: 3, explanation: ' So. ' }))).toEqual({
      question: { text: 'Why?', form: { form: 'single', choices: [{ text: 'a' }, { text: 'b' }] }, anonymous: false },
      key: { right: { answer: 'choices', choices: [1] }, tolerance: 0, points: 3, explanation: 'So.' },
    });
  });

  test('numbers in thousandths', () => {
    const asked = toKeyedQuestion(draft({ kind: 'number', quiz: true, rightText: '9,81', tolerance: '0.05' }));
    expect(asked.key).toMatchObject({ right: { answer: 'number', value: 9810 }, tolerance: 50 });
  });

  test('the items of an ordering are not shown in the right order', () => {
    const choices = withTexts(['one', 'two', 'three']);
    for (const random of [0, 0.5, 0.999]) {
      const { question, key } = toKeyedQuestion(draft({ kind: 'order', quiz: true, choices }), () => random);
      const shown = question.form.form === 'order' ? question.form.choices.map((choice) => choice.text) : [];
      expect(shown).not.toEqual(['one', 'two', 'three']);
      const order = key?.right.answer === 'order' ? key.right.order : [];
      expect(order.map((index) => shown[index])).toEqual(['one', 'two', 'three']);
    }
    expect(toKeyedQuestion(draft({ kind: 'order', choices })).key).toBeNull();
  });

  test.each<Partial<Draft>>([
    { choices: withTexts(['a', 'b'], [1]), quiz: true, points: 4, explanation: 'So.' },
    { kind: 'multiple', choices: withTexts(['a', 'b', 'c'], [0, 2]), quiz: true },
    { kind: 'yes_no', quiz: true, rightStep: 0 },
    { kind: 'scale', steps: 7, low: 'never', high: 'always', anonymous: true },
    { kind: 'number', quiz: true, rightText: '-9.81', tolerance: '0.01' },
    { kind: 'text', quiz: true, rightText: 'Paris' },
    { kind: 'order', quiz: true, choices: withTexts(['one', 'two', 'three']) },
  ])('a copy asks the same: %o', (rest) => {
    const first = draft(rest);
    const copy = draftOf(toKeyedQuestion(first, () => 0));
    expect({ ...copy, choices: [] }).toEqual({ ...first, choices: [] });
    expect(copy.choices.map(({ text, right }) => [text, right])).toEqual(
      first.choices.map(({ text, right }) => [text, right]),
    );
  });
});

test('who is asked: all, the room in which one is, or each breakout room, so that they stand in their order', () => {
  expect((['all', 'room', 'each'] as const).map((whom) => roomsAsked(whom, 2, [1, 2, 3]))).toEqual([
    [null],
    [2],
    [3, 2, 1],
  ]);
  expect((['all', 'room', 'each'] as const).map((whom) => roomsAsked(whom, 0, []))).toEqual([[null], [null], [null]]);
});

test('choices while they are written', () => {
  const three = withChoice(withTexts(['a', 'b'], [0]));
  expect(three.map((choice) => choice.id)).toEqual([1, 2, 3]);
  expect(withChange(three, 2, { right: true }, true).map((choice) => choice.right)).toEqual([false, true, false]);
  expect(withChange(three, 2, { right: true }, false).map((choice) => choice.right)).toEqual([true, true, false]);
  expect(withChange(three, 3, { text: 'c' }, true).map((choice) => choice.right)).toEqual([true, false, false]);
});
