import { expect, test } from 'vitest';
import type { Form } from '../../protocol/generated';
import { answerText, labelsOf, rightText } from './text';

const list = ['a', 'b', 'c'].map((text) => ({ text }));
const multiple: Form = { form: 'multiple', choices: list };

test('choices and answers in words', () => {
  expect(labelsOf({ form: 'scale', steps: 3, low: 'never', high: '' })).toEqual(['1: never', '2', '3']);
  expect(answerText(multiple, { answer: 'choices', choices: [0, 2] })).toBe('a; c');
  expect(answerText({ form: 'order', choices: list }, { answer: 'order', order: [1, 0, 2] })).toBe('1. b; 2. a; 3. c');
});

test('what is right, and how far off still is', () => {
  const key = { right: { answer: 'number', value: 3140 }, tolerance: 10, points: 1, explanation: '' } as const;
  expect(rightText({ form: 'number' }, key)).toBe('3.14 ± 0.01');
  expect(rightText({ form: 'number' }, { ...key, tolerance: 0 })).toBe('3.14');
});
