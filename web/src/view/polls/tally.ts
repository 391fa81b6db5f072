/** Tallies and scores of answers. The server counts by the same rules; both are held to `golden/polls.json`. Pure. */

import {
  LIMITS,
  type Answer,
  type Counts,
  type Form,
  type Key,
  type Question,
  type Tally,
  type TextCount,
} from '../../protocol/generated';

/** Counts answers, in any order. An answer that does not fit the question counts as a ballot, and for no choice. */
export function tally(question: Question, answers: readonly Answer[]): Tally {
  const withheld = question.anonymous && answers.length < LIMITS.anonymousBallots;
  return { ballots: answers.length, counts: withheld ? null : countsOf(question.form, answers) };
}

/**
 * The score of an answer to a quiz question, in thousandths of a point: 0 to 1000 times `key.points`. Several choices
 * give a part of it, as `Key.points` says, rounded to the nearest thousandth, halves up. Other answers are right or
 * wrong; one that does not fit the question is wrong.
 */
export function score(question: Question, key: Key, answer: Answer): number {
  const whole = key.points * 1000;
  const { right } = key;
  if (question.form.form === 'multiple' && right.answer === 'choices' && answer.answer === 'choices') {
    return part(whole, new Set(right.choices), new Set(answer.choices));
  }
  return isRight(right, answer, key.tolerance) ? whole : 0;
}

/** The form in which two spellings of an answer are compared: lower case, single spaces, NFC. */
export function folded(text: string): string {
  return text
    .split(/\p{White_Space}+/u)
    .filter((word) => word !== '')
    .join(' ')
    .toLowerCase()
    .normalize('NFC');
}

function isRight(right: Answer, answer: Answer, tolerance: number): boolean {
  if (right.answer === 'number' && answer.answer === 'number') {
    return Math.abs(right.value - answer.value) <= tolerance;
  }
  if (right.answer === 'text' && answer.answer === 'text') return folded(right.text) === folded(answer.text);
  if (right.answer === 'choices' && answer.answer === 'choices') return same(right.choices, answer.choices);
  if (right.answer === 'order' && answer.answer === 'order') return same(right.order, answer.order);
  return false;
}

/** The part of `whole` for (right choices - wrong choices) / all right choices, not below 0. */
function part(whole: number, right: ReadonlySet<number>, chosen: ReadonlySet<number>): number {
  const hits = [...chosen].filter((choice) => right.has(choice)).length;
  const misses = chosen.size - hits;
  const all = Math.max(1, right.size);
  return Math.floor((2 * whole * Math.max(0, hits - misses) + all) / (2 * all));
}

function same(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

function countsOf(form: Form, answers: readonly Answer[]): Counts {
  switch (form.form) {
    case 'single':
    case 'multiple':
      return { of: 'choices', counts: choices(form.choices.length, answers) };
    case 'yes_no':
      return { of: 'choices', counts: choices(2, answers) };
    case 'scale':
      return { of: 'choices', counts: choices(form.steps, answers) };
    case 'number':
      return { of: 'numbers', values: numbers(answers) };
    case 'text':
      return { of: 'texts', texts: texts(answers) };
    case 'order':
      return { of: 'places', places: places(form.choices.length, answers) };
  }
}

function choices(positions: number, answers: readonly Answer[]): number[] {
  const counts = zeros(positions);
  for (const answer of answers) {
    if (answer.answer === 'choices') for (const choice of answer.choices) count(counts, choice);
  }
  return counts;
}

function numbers(answers: readonly Answer[]): number[] {
  return answers.flatMap((answer) => (answer.answer === 'number' ? [answer.value] : [])).sort((a, b) => a - b);
}

function texts(answers: readonly Answer[]): TextCount[] {
  const groups = new Map<string, Map<string, number>>();
  for (const answer of answers) {
    if (answer.answer !== 'text') continue;
    const spellings = groups.get(folded(answer.text)) ?? new Map<string, number>();
    groups.set(folded(answer.text), spellings.set(answer.text, (spellings.get(answer.text) ?? 0) + 1));
  }
  return [...groups.values()].map(group).sort(frequentFirst);
}

/** A group under its most frequent spelling, among equally frequent ones the first in the alphabet. */
function group(spellings: ReadonlyMap<string, number>): TextCount {
  const listed = [...spellings].map(([text, count]) => ({ text, count })).sort(frequentFirst);
  return { text: listed[0]?.text ?? '', count: listed.reduce((sum, { count }) => sum + count, 0) };
}

function frequentFirst(a: TextCount, b: TextCount): number {
  return b.count - a.count || byAlphabet(a.text, b.text);
}

/** Compares by code points, as the server does; JavaScript would compare by UTF-16 units. */
function byAlphabet(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)];
  const i = left.findIndex((character, at) => character !== right[at]);
  if (i < 0) return left.length - right.length;
  return (left[i]?.codePointAt(0) ?? -1) - (right[i]?.codePointAt(0) ?? -1);
}

function places(positions: number, answers: readonly Answer[]): number[][] {
  const places = Array.from({ length: positions }, () => zeros(positions));
  for (const answer of answers) {
    if (answer.answer === 'order') answer.order.forEach((item, place) => count(places[item], place));
  }
  return places;
}

function zeros(length: number): number[] {
  return Array.from({ length }, () => 0);
}

function count(counts: number[] | undefined, position: number): void {
  const before = counts?.[position];
  if (counts && before !== undefined) counts[position] = before + 1;
}
