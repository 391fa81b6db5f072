/** An answer while it is being given. Pure. */

import { LIMITS, type Answer, type Form, type ParticipantId, type Poll } from '../../protocol/generated';
import { characters } from '../kit/format';
import { shuffled } from '../kit/random';
import { plainNumber, toThousandths } from './number';
import { choicesOf } from './polls';

/** The fields of the answer form. Each form of question uses one of them. */
export interface Entry {
  readonly chosen: readonly number[];
  /** A number or a few words. */
  readonly written: string;
  readonly order: readonly number[];
}

/** What of a poll its answer depends on. */
export type AskedPoll = Pick<Poll, 'id' | 'quiz' | 'question'>;

/** The fields of the given answer, or empty ones. Items to be ordered begin in the order in which they are shown. */
export function entryOf(form: Form, answer?: Answer, shown?: readonly number[]): Entry {
  const order = shown ?? choicesOf(form).map((_, index) => index);
  const empty = { chosen: [], written: '', order };
  switch (answer?.answer) {
    case 'choices':
      return { ...empty, chosen: answer.choices };
    case 'number':
      return { ...empty, written: plainNumber(answer.value) };
    case 'text':
      return { ...empty, written: answer.text };
    case 'order':
      return { ...empty, order: answer.order };
    default:
      return empty;
  }
}

/**
 * The order in which a person is shown the items of an ordering. It differs from person to person, so that no item has an
 * advantage, and stays the same for each. A quiz question has a random order already.
 */
export function shownOrder({ id, quiz, question }: AskedPoll, you: ParticipantId | null): number[] {
  const order = choicesOf(question.form).map((_, index) => index);
  return quiz || you === null ? order : shuffled(order, seeded(id * 7919 + you));
}

/** Random numbers that a seed determines (mulberry32). */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** The answer in the fields; null while there is none. */
export function answerOf(form: Form, entry: Entry): Answer | null {
  switch (form.form) {
    case 'single':
    case 'yes_no':
    case 'scale':
      return entry.chosen.length === 1 ? { answer: 'choices', choices: [...entry.chosen] } : null;
    case 'multiple':
      if (entry.chosen.length === 0) return null;
      return { answer: 'choices', choices: [...entry.chosen].sort((a, b) => a - b) };
    case 'number': {
      const value = toThousandths(entry.written);
      return value === null ? null : { answer: 'number', value };
    }
    case 'text': {
      const text = entry.written.trim();
      return text === '' || characters(text) > LIMITS.answerChars ? null : { answer: 'text', text };
    }
    case 'order':
      return { answer: 'order', order: [...entry.order] };
  }
}

/** Whether two answers are the same. */
export function sameAnswer(a: Answer | null | undefined, b: Answer | null | undefined): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}
