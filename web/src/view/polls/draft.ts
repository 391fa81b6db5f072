/** A question while staff write it: its fields, its problems, and the question that it becomes. */

import { tabStorage } from '../../core/storage';
import { LIMITS, type Answer, type Form, type Key, type Question, type RoomId } from '../../protocol/generated';
import { characters } from '../kit/format';
import { shuffled } from '../kit/random';
import { plainNumber, toThousandths } from './number';
import { choicesOf, type FormKind } from './polls';

/** A choice while it is written. In an ordering, the order of the list is the right one. */
export interface DraftChoice {
  /** Stays the same while the choice is moved. */
  readonly id: number;
  readonly text: string;
  readonly right: boolean;
}

/** The fields of the form. Fields that a kind does not use keep their content. */
export interface Draft {
  readonly kind: FormKind;
  readonly text: string;
  readonly choices: readonly DraftChoice[];
  /** The number of steps of a scale. */
  readonly steps: number;
  readonly low: string;
  readonly high: string;
  readonly anonymous: boolean;
  readonly quiz: boolean;
  /** The right answer to a yes/no question: yes (0) or no (1). */
  readonly rightStep: number | null;
  /** The right number or text. */
  readonly rightText: string;
  /** How far a number may be from the right one. */
  readonly tolerance: string;
  readonly points: number;
  readonly explanation: string;
  /** Time limit in seconds; 0 for none. */
  readonly seconds: number;
  readonly whom: Whom;
}

/** The people to ask: everybody, the room of the person who asks, or each breakout room by itself. */
export type Whom = 'all' | 'room' | 'each';

/**
 * The rooms to ask, `null` for everybody; `open` are the breakout rooms. Without breakout rooms, a question to the room is
 * one to everybody, also to those who come later. The newest poll stands first in the list, so the last room is asked
 * first.
 */
export function roomsAsked(whom: Whom, here: RoomId, open: readonly RoomId[]): (RoomId | null)[] {
  if (whom === 'all' || open.length === 0) return [null];
  return whom === 'room' ? [here] : open.toReversed();
}

/** An empty form. */
export function emptyDraft(): Draft {
  return {
    kind: 'single',
    text: '',
    choices: [1, 2].map((id) => ({ id, text: '', right: false })),
    steps: 5,
    low: '',
    high: '',
    anonymous: false,
    quiz: false,
    rightStep: null,
    rightText: '',
    tolerance: '0',
    points: 1,
    explanation: '',
    seconds: 0,
    whom: 'all',
  };
}

/** Whether nothing has been written yet. */
export function isEmpty(draft: Draft): boolean {
  return draft.text.trim() === '' && draft.choices.every((choice) => choice.text.trim() === '');
}

/** Whether a kind has written choices. */
export function hasChoices(kind: FormKind): kind is 'single' | 'multiple' | 'order' {
  return kind === 'single' || kind === 'multiple' || kind === 'order';
}

/** Whether a draft is a quiz question. A scale asks for an opinion, which cannot be right or wrong. */
export function isQuiz(draft: Draft): boolean {
  return draft.quiz && draft.kind !== 'scale';
}

/** The choices with an empty one added. */
export function withChoice(choices: readonly DraftChoice[]): DraftChoice[] {
  const id = Math.max(0, ...choices.map((choice) => choice.id)) + 1;
  return [...choices, { id, text: '', right: false }];
}

/** The choices with one of them changed. Where `single`, marking a choice as right unmarks the others. */
export function withChange(
  choices: readonly DraftChoice[],
  id: number,
  change: Partial<DraftChoice>,
  single: boolean,
): DraftChoice[] {
  return choices.map((choice) => {
    if (choice.id === id) return { ...choice, ...change };
    return single && change.right ? { ...choice, right: false } : choice;
  });
}

/** A problem of a draft. */
export type Problem =
  | 'question_empty'
  | 'question_long'
  | 'choices_few'
  | 'choices_many'
  | 'choice_long'
  | 'choice_twice'
  | 'label_long'
  | 'right_missing'
  | 'right_number'
  | 'right_long'
  | 'tolerance'
  | 'points'
  | 'explanation_long';

/** All problems of a draft, from top to bottom of the form. */
export function problemsOf(draft: Draft): Problem[] {
  const found: Problem[] = [];
  const wrong = (when: boolean, problem: Problem) => when && found.push(problem);
  wrong(draft.text.trim() === '', 'question_empty');
  wrong(characters(draft.text.trim()) > LIMITS.questionChars, 'question_long');
  if (hasChoices(draft.kind)) {
    const texts = written(draft).map((choice) => choice.text.trim());
    wrong(texts.length < LIMITS.choicesMin, 'choices_few');
    wrong(texts.length > LIMITS.choicesMax, 'choices_many');
    wrong(
      texts.some((text) => characters(text) > LIMITS.choiceChars),
      'choice_long',
    );
    wrong(new Set(texts).size < texts.length, 'choice_twice');
  }
  const labels = [draft.low, draft.high];
  wrong(draft.kind === 'scale' && labels.some((text) => characters(text.trim()) > LIMITS.choiceChars), 'label_long');
  if (isQuiz(draft)) found.push(...keyProblems(draft));
  return found;
}

function keyProblems(draft: Draft): Problem[] {
  const found: Problem[] = [];
  const right = rightOf(draft, written(draft));
  const isNumber = draft.kind === 'number';
  if (right === null) found.push(isNumber ? 'right_number' : 'right_missing');
  if (right?.answer === 'text' && characters(right.text) > LIMITS.answerChars) found.push('right_long');
  if (isNumber && (toThousandths(draft.tolerance || '0') ?? -1) < 0) found.push('tolerance');
  if (!Number.isInteger(draft.points) || draft.points < 1 || draft.points > LIMITS.points) found.push('points');
  if (characters(draft.explanation.trim()) > LIMITS.explanationChars) found.push('explanation_long');
  return found;
}

/** A question, and its key if it is a quiz question. */
export interface KeyedQuestion {
  readonly question: Question;
  readonly key: Key | null;
}

/**
 * The question of a draft without problems. The items of an ordering with a right order are put into another order by
 * `random` (from 0 to below 1).
 */
export function toKeyedQuestion(draft: Draft, random: () => number = Math.random): KeyedQuestion {
  const kept = written(draft);
  const shown = draft.kind === 'order' && draft.quiz ? inAnotherOrder(kept, random) : kept;
  const question = { text: draft.text.trim(), form: formOf(draft, shown), anonymous: draft.anonymous };
  const right = isQuiz(draft) ? rightOf(draft, shown) : null;
  if (!right) return { question, key: null };
  const tolerance = draft.kind === 'number' ? (toThousandths(draft.tolerance || '0') ?? 0) : 0;
  return { question, key: { right, tolerance, points: draft.points, explanation: draft.explanation.trim() } };
}

/** The draft of a question that was prepared or asked, to write another one like it. */
export function draftOf({ question, key }: KeyedQuestion): Draft {
  const { form } = question;
  const right = key?.right;
  const base = emptyDraft();
  const order = right?.answer === 'order' ? right.order : choicesOf(form).map((_, index) => index);
  const chosen = right?.answer === 'choices' ? right.choices : [];
  const choices = order.map((index, place) => ({
    id: place + 1,
    text: choicesOf(form)[index]?.text ?? '',
    right: chosen.includes(index),
  }));
  return {
    ...base,
    kind: form.form,
    text: question.text,
    choices: choices.length > 0 ? choices : base.choices,
    ...(form.form === 'scale' ? { steps: form.steps, low: form.low, high: form.high } : {}),
    anonymous: question.anonymous,
    quiz: key !== null,
    rightStep: form.form === 'yes_no' ? (chosen[0] ?? null) : null,
    rightText: right?.answer === 'number' ? plainNumber(right.value) : right?.answer === 'text' ? right.text : '',
    tolerance: plainNumber(key?.tolerance ?? 0),
    points: key?.points ?? base.points,
    explanation: key?.explanation ?? '',
  };
}

/** The choices without empty ones. */
function written(draft: Draft): DraftChoice[] {
  return draft.choices.filter((choice) => choice.text.trim() !== '');
}

function formOf(draft: Draft, shown: readonly DraftChoice[]): Form {
  const { kind } = draft;
  if (hasChoices(kind)) return { form: kind, choices: shown.map((choice) => ({ text: choice.text.trim() })) };
  if (kind === 'scale') return { form: kind, steps: draft.steps, low: draft.low.trim(), high: draft.high.trim() };
  return { form: kind };
}

/** The right answer, by the positions of the `shown` choices; null when there is none yet. */
function rightOf(draft: Draft, shown: readonly DraftChoice[]): Answer | null {
  switch (draft.kind) {
    case 'single':
    case 'multiple': {
      const choices = shown.flatMap((choice, index) => (choice.right ? [index] : []));
      const fits = draft.kind === 'single' ? choices.length === 1 : choices.length > 0;
      return fits ? { answer: 'choices', choices } : null;
    }
    case 'yes_no':
      return draft.rightStep === null ? null : { answer: 'choices', choices: [draft.rightStep] };
    case 'scale':
      return null;
    case 'number': {
      const value = toThousandths(draft.rightText);
      return value === null ? null : { answer: 'number', value };
    }
    case 'text': {
      const text = draft.rightText.trim();
      return text === '' ? null : { answer: 'text', text };
    }
    case 'order': {
      const order = written(draft).map((choice) => shown.findIndex((other) => other.id === choice.id));
      return order.length > 0 ? { answer: 'order', order } : null;
    }
  }
}

/** A random order, different from the given one where that is possible. */
function inAnotherOrder<Item>(list: readonly Item[], random: () => number): Item[] {
  const items = shuffled(list, (n) => Math.floor(random() * n));
  const same = items.length > 1 && items.every((item, index) => item === list[index]);
  return same ? [...items.slice(1), items[0]!] : items;
}

/** The draft that this tab keeps over a reload. */
export function readDraft(session: string): Draft {
  return { ...emptyDraft(), ...(tabStorage.readJson(`poll.${session}`) as Partial<Draft> | null) };
}

/** Keeps the draft in this tab. */
export function saveDraft(session: string, draft: Draft): void {
  tabStorage.writeJson(`poll.${session}`, isEmpty(draft) ? null : draft);
}
