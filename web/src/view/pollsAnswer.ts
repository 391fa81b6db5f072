/** An answer while it is being given. Pure. */

import { LIMITS, type Answer, type Form } from '../protocol/generated';
import { choicesOf } from './polls';
import { plainNumber, toThousandths } from './pollsNumber';

/** What is in the fields; each form has a use for one of them. */
export interface Entry {
  readonly chosen: readonly number[];
  /** A number or a few words. */
  readonly written: string;
  readonly order: readonly number[];
}

/** The fields to begin with: as it was answered, or empty. */
export function entryOf(form: Form, answer?: Answer): Entry {
  const order = choicesOf(form).map((_, index) => index);
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

/** How many characters a text has, as the server counts. */
export function characters(text: string): number {
  return [...text].length;
}

/** The answer that the fields hold; null while they hold none. */
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

/** A list with one of its items elsewhere; as it was when there is no such place. */
export function moved<Item>(list: readonly Item[], from: number, to: number): Item[] {
  const item = list[from];
  if (item === undefined || to < 0 || to >= list.length) return [...list];
  const rest = list.filter((_, index) => index !== from);
  return [...rest.slice(0, to), item, ...rest.slice(to)];
}
