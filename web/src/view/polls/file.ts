/**
 * Questions as a file, to take them from one class to another. A file may come from anywhere: every value is checked, and
 * values that are not part of a question are dropped. Pure.
 */

import {
  LIMITS,
  type Answer,
  type Choice,
  type Form,
  type Key,
  type Question,
  type Snapshot,
} from '../../protocol/generated';
import { draftOf, problemsOf, toKeyedQuestion, type KeyedQuestion, type Problem } from './draft';

/** Larger files are not read. A thousand usual questions take a tenth of this. */
export const QUESTIONS_FILE_BYTES = 4 * 1024 * 1024;
/** The most questions in a file: as many as the polls of one session. */
export const QUESTIONS_IN_FILE = 300;
/** The format name in the file. */
const FORMAT = 'meridian-questions';
const VERSION = 1;

/** A problem of one question, counted from 1. `unreadable`: it is not a question. */
export interface QuestionFault {
  readonly number: number;
  readonly problem: Problem | 'unreadable';
}

/** The questions of a file, or why it was refused. */
export type QuestionsRead =
  | { readonly questions: readonly KeyedQuestion[] }
  | { readonly refused: 'other' | 'newer' | 'empty' | 'many' }
  | { readonly faults: readonly QuestionFault[] };

/** The questions of a class, prepared and asked, each once. */
export function questionsOf(snapshot: Snapshot): KeyedQuestion[] {
  const all = [...snapshot.prepared, ...snapshot.polls].map(({ question, key }) => ({ question, key }));
  return [...new Map(all.map((asked) => [same(asked), asked])).values()];
}

/** The questions that a class does not have yet, each once. */
export function newTo(snapshot: Snapshot, questions: readonly KeyedQuestion[]): KeyedQuestion[] {
  const known = new Set(questionsOf(snapshot).map(same));
  const fresh = questions.filter((asked) => !known.has(same(asked)));
  return [...new Map(fresh.map((asked) => [same(asked), asked])).values()];
}

/** The file of these questions. */
export function questionsFile(questions: readonly KeyedQuestion[]): string {
  return `${JSON.stringify({ format: FORMAT, version: VERSION, questions }, null, 2)}\n`;
}

/** Reads a file. When one question has a problem, none is taken: people would take half of the file for all of it. */
export function readQuestions(text: string): QuestionsRead {
  const file = fields(parsed(text));
  if (file.format !== FORMAT || !Array.isArray(file.questions)) return { refused: 'other' };
  if (file.version !== VERSION) return { refused: 'newer' };
  if (file.questions.length === 0) return { refused: 'empty' };
  if (file.questions.length > QUESTIONS_IN_FILE) return { refused: 'many' };
  const read = file.questions.map(readOne);
  const faults = read.flatMap((one, index) => ('problem' in one ? [{ number: index + 1, problem: one.problem }] : []));
  if (faults.length > 0) return { faults };
  return { questions: read.flatMap((one) => ('problem' in one ? [] : [one])) };
}

/** The identity of a question: two questions with the same words in the same places are equal. */
function same({ question, key }: KeyedQuestion): string {
  const { text, form, anonymous } = question;
  const labels = form.form === 'scale' ? [form.steps, form.low, form.high] : [];
  const choices = 'choices' in form ? form.choices.map((choice) => choice.text) : [];
  const right = key && [Object.values(key.right), key.tolerance, key.points, key.explanation];
  return JSON.stringify([form.form, text, anonymous, labels, choices, right]);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

/** Thrown for a value that is not part of a question, which makes the whole question unreadable. */
class Unreadable extends Error {}

function readOne(value: unknown): KeyedQuestion | { problem: Problem | 'unreadable' } {
  try {
    const asked = askedOf(fields(value));
    // A file must pass the same checks as the form.
    const draft = draftOf(asked);
    const problem = problemsOf(draft)[0];
    if (problem) return { problem };
    // Makes the question as the form does, trimmed and without empty choices, but does not shuffle an ordering.
    return asked.question.form.form === 'order' ? trimmed(asked) : toKeyedQuestion(draft);
  } catch (error) {
    if (error instanceof Unreadable) return { problem: 'unreadable' };
    throw error;
  }
}

function askedOf(value: Fields): KeyedQuestion {
  const { text, form, anonymous } = fields(value.question);
  const question: Question = { text: words(text), form: formOf(fields(form)), anonymous: anonymous === true };
  return { question, key: value.key == null ? null : keyOf(fields(value.key), question.form) };
}

function formOf(value: Fields): Form {
  const { form } = value;
  switch (form) {
    case 'single':
    case 'multiple':
    case 'order':
      return { form, choices: list(value.choices, LIMITS.choicesMax).map((choice) => choiceOf(fields(choice))) };
    case 'scale':
      return {
        form,
        steps: whole(value.steps, LIMITS.choicesMin, LIMITS.choicesMax),
        low: words(value.low),
        high: words(value.high),
      };
    case 'yes_no':
    case 'number':
    case 'text':
      return { form };
    default:
      throw new Unreadable();
  }
}

const choiceOf = ({ text }: Fields): Choice => ({ text: words(text) });

function keyOf(value: Fields, form: Form): Key {
  return {
    right: rightOf(fields(value.right), form),
    tolerance: whole(value.tolerance ?? 0, 0, LIMITS.answerThousandths),
    points: whole(value.points, 1, LIMITS.points),
    explanation: words(value.explanation ?? ''),
  };
}

function rightOf(value: Fields, form: Form): Answer {
  const places = 'choices' in form ? form.choices.length : 2;
  const positions = (of: unknown) => {
    const found = list(of, LIMITS.choicesMax).map((place) => whole(place, 0, places - 1));
    if (new Set(found).size < found.length) throw new Unreadable();
    return found;
  };
  const { answer } = value;
  if (answer === 'choices' && ['single', 'multiple', 'yes_no'].includes(form.form)) {
    return { answer, choices: positions(value.choices) };
  }
  if (answer === 'number' && form.form === 'number') {
    return { answer, value: whole(value.value, -LIMITS.answerThousandths, LIMITS.answerThousandths) };
  }
  if (answer === 'text' && form.form === 'text') return { answer, text: words(value.text) };
  if (answer === 'order' && form.form === 'order') {
    const order = positions(value.order);
    if (order.length === places) return { answer, order };
  }
  throw new Unreadable();
}

function trimmed({ question, key }: KeyedQuestion): KeyedQuestion {
  const { form } = question;
  const choices = 'choices' in form ? form.choices.map(({ text }) => ({ text: text.trim() })) : [];
  if (choices.some(({ text }) => text === '')) throw new Unreadable();
  return {
    question: { ...question, text: question.text.trim(), form: form.form === 'order' ? { ...form, choices } : form },
    key: key && { ...key, tolerance: 0, explanation: key.explanation.trim() },
  };
}

type Fields = Readonly<Record<string, unknown>>;

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function list(value: unknown, most: number): readonly unknown[] {
  if (!Array.isArray(value) || value.length > most) throw new Unreadable();
  return value;
}

function whole(value: unknown, from: number, to: number): number {
  if (!Number.isInteger(value) || (value as number) < from || (value as number) > to) throw new Unreadable();
  return value as number;
}

/** Text that can be sent and shown: without control characters and lone surrogates. */
function words(value: unknown): string {
  if (typeof value !== 'string' || /[^\P{Cc}\n\t]|\p{Cs}/u.test(value)) throw new Unreadable();
  return value;
}
