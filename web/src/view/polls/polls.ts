/** Polls as people see them: the people asked, their answers, and the results. Pure. */

import type {
  Answer,
  Choice,
  Counts,
  Form,
  Participant,
  ParticipantId,
  Poll,
  PollId,
  Role,
  RoomId,
  Snapshot,
  Tally,
  TextCount,
} from '../../protocol/generated';
import { isHere, isStaff, personOf } from '../presence/people';
import { score, tally } from './tally';

/** The forms of questions. */
export type FormKind = Form['form'];

/** All forms, in the order in which they are offered. */
export const FORM_KINDS: readonly FormKind[] = ['single', 'multiple', 'yes_no', 'scale', 'number', 'text', 'order'];

/** The written choices of a form; empty for forms without any. */
export function choicesOf(form: Form): readonly Choice[] {
  return 'choices' in form ? form.choices : [];
}

/** Whether a poll asks the people in a room. */
export function concerns(poll: Poll, room: RoomId): boolean {
  return poll.room === null || poll.room === room;
}

const counts = (role: Role) => !isStaff(role) && role !== 'observer';

/** The people who are asked and here: everybody but staff, and observers, who do not count. */
export function asked(snapshot: Snapshot, poll: Poll): Participant[] {
  return snapshot.participants.filter((person) => isHere(person) && counts(person.role) && concerns(poll, person.room));
}

/** The people who are asked and here, and have not answered. */
export function missing(snapshot: Snapshot, poll: Poll): Participant[] {
  return asked(snapshot, poll).filter((person) => !poll.answered.includes(person.id));
}

/** How many people have answered or can answer: those who are here, and those who answered and left. */
export function reach(snapshot: Snapshot, poll: Poll): number {
  return poll.answered.length + missing(snapshot, poll).length;
}

/** This person's answer, if it is stored: one that was counted, else a late one. */
export function ownAnswer(poll: Poll, you: ParticipantId | null): Answer | undefined {
  return [...poll.ballots, ...poll.late].find((ballot) => ballot.participant === you)?.answer;
}

/** Whether somebody has answered, in class or later. */
export const hasAnswered = (poll: Poll, who: ParticipantId): boolean =>
  poll.answered.includes(who) || isLate(poll, who);

/** The polls, of which somebody has answered these, too. */
export function withAnswered(polls: readonly Poll[], ids: readonly PollId[], who: ParticipantId): readonly Poll[] {
  if (ids.length === 0) return polls;
  const add = (poll: Poll): Poll =>
    ids.includes(poll.id) && !poll.answered.includes(who) ? { ...poll, answered: [...poll.answered, who] } : poll;
  return polls.map(add);
}

/** Whether somebody answered after the poll was closed. */
export const isLate = (poll: Poll, who: ParticipantId): boolean =>
  poll.late.some(({ participant }) => participant === who);

/** Open polls that ask this person and that they have not answered, oldest first. */
export function unanswered(snapshot: Snapshot, you: ParticipantId | null): Poll[] {
  const person = personOf(snapshot, you);
  if (!person) return [];
  return snapshot.polls.filter(
    (poll) => poll.closed === null && concerns(poll, person.room) && !poll.answered.includes(person.id),
  );
}

/**
 * The polls that a person sees: open ones first, then the newest. Staff see all polls, others the polls that ask them.
 */
export function listed(snapshot: Snapshot, you: ParticipantId | null, staff: boolean): Poll[] {
  const room = personOf(snapshot, you)?.room ?? 0;
  const mine = (poll: Poll) => staff || concerns(poll, room) || (you !== null && poll.answered.includes(you));
  return snapshot.polls
    .filter(mine)
    .sort((a, b) => Number(a.closed !== null) - Number(b.closed !== null) || b.id - a.id);
}

/** The count that a person may see: staff see it grow; others see the shared one. */
export function countOf(poll: Poll, staff: boolean): Tally | null {
  if (!staff) return poll.shared;
  return poll.tally ?? (poll.question.anonymous ? null : tallyOf(poll));
}

function tallyOf({ question, ballots }: Poll): Tally {
  return tally(
    question,
    ballots.map((ballot) => ballot.answer),
  );
}

/** The written answers that staff left out when they shared the results. */
export function hiddenTexts({ tally, shared }: Poll): readonly string[] {
  if (tally?.counts?.of !== 'texts' || shared?.counts?.of !== 'texts') return [];
  const shown = new Set(shared.counts.texts.map(({ text }) => text));
  return tally.counts.texts.map(({ text }) => text).filter((text) => !shown.has(text));
}

/** The result of an answer to a quiz question. */
export interface Verdict {
  readonly kind: 'right' | 'part' | 'wrong';
  /** In thousandths of a point. */
  readonly points: number;
}

/** The result of an answer; null while the poll has no key that this person may know. */
export function verdictOn({ question, key }: Poll, answer: Answer): Verdict | null {
  if (!key) return null;
  const points = score(question, key, answer);
  return { kind: points >= key.points * 1000 ? 'right' : points > 0 ? 'part' : 'wrong', points };
}

/** The earlier poll with the same question, to compare with. */
export function earlierRound(snapshot: Snapshot, poll: Poll): Poll | undefined {
  return poll.again === null ? undefined : snapshot.polls.find((other) => other.id === poll.again);
}

/** One bar of a result. */
export interface Bar {
  readonly label: string;
  readonly count: number;
  /** The share of those who answered, from 0 to 1. */
  readonly share: number;
  /** The choice is, or is part of, the right answer. */
  readonly right: boolean;
  /** The choice is, or is part of, this person's answer. */
  readonly own: boolean;
}

/** The bars of a poll whose answers are choices. */
export function bars(labels: readonly string[], of: Tally, right?: Answer, own?: Answer): Bar[] {
  const counts = of.counts?.of === 'choices' ? of.counts.counts : [];
  const chosen = (answer: Answer | undefined, index: number) =>
    answer?.answer === 'choices' && answer.choices.includes(index);
  return labels.map((label, index) => {
    const count = counts[index] ?? 0;
    const share = of.ballots > 0 ? count / of.ballots : 0;
    return { label, count, share, right: chosen(right, index), own: chosen(own, index) };
  });
}

/** An item and its average place, from 1. */
export interface Ranked {
  readonly item: number;
  readonly place: number;
}

/** The items of an ordering, first place first. */
export function ranking(places: Extract<Counts, { of: 'places' }>['places']): Ranked[] {
  const mean = (counts: readonly number[]) => {
    const all = counts.reduce((sum, count) => sum + count, 0);
    const sum = counts.reduce((total, count, place) => total + count * (place + 1), 0);
    return all > 0 ? sum / all : counts.length;
  };
  return places
    .map((counts, item) => ({ item, place: mean(counts) }))
    .sort((a, b) => a.place - b.place || a.item - b.item);
}

/** A summary of numbers, in thousandths. */
export interface NumberSummary {
  readonly mean: number;
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** Sums up ascending numbers. */
export function sumUp(values: readonly number[]): NumberSummary | null {
  const least = values[0];
  const most = values.at(-1);
  if (least === undefined || most === undefined) return null;
  const half = values.length / 2;
  const median = (values[Math.ceil(half) - 1]! + values[Math.floor(half)]!) / 2;
  return { mean: values.reduce((sum, value) => sum + value / values.length, 0), median, least, most };
}

/** Up to this many different numbers have a bar each; more of them share bars of equal width. */
const NUMBER_BARS = 10;

/** A range of numbers, both ends included, and how many answers lie in it. */
export interface NumberGroup {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Groups ascending numbers for bars. */
export function groupNumbers(values: readonly number[]): NumberGroup[] {
  const different = [...new Set(values)];
  const summary = sumUp(values);
  if (!summary) return [];
  if (different.length <= NUMBER_BARS) {
    return different.map((value) => ({ from: value, to: value, count: values.filter((v) => v === value).length }));
  }
  const width = (summary.most - summary.least) / NUMBER_BARS;
  return Array.from({ length: NUMBER_BARS }, (_, index) => {
    const last = index === NUMBER_BARS - 1;
    const from = summary.least + index * width;
    const to = last ? summary.most : from + width;
    return { from, to, count: values.filter((v) => v >= from && (v < to || (last && v <= to))).length };
  });
}

/** A word of a word cloud. */
export interface Word extends TextCount {
  /** From 0 for the rarest to 1 for the most frequent. */
  readonly weight: number;
}

/** The texts as a word cloud, in alphabetical order, so that only size tells how frequent they are. */
export function cloud(texts: readonly TextCount[], locale?: string): Word[] {
  const most = Math.max(1, ...texts.map((text) => text.count));
  const collator = new Intl.Collator(locale);
  return texts
    .map((text) => ({ ...text, weight: most === 1 ? 0 : Math.sqrt((text.count - 1) / (most - 1)) }))
    .sort((a, b) => collator.compare(a.text, b.text));
}
