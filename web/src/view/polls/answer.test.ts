import { describe, expect, test } from 'vitest';
import { type Form, LIMITS, type Poll } from '../../protocol/generated';
import { answerOf, entryOf, sameAnswer, shownOrder } from './answer';

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
