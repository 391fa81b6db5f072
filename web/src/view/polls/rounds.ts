/** Two rounds of one question, for whoever answers after class: what is kept from them in between, and how others reasoned. Pure. */

import type { Convinced, Event, ParticipantId, Poll, PollId, Reasoned, Thread } from '../../protocol/generated';
import { takesLate } from './lateness';
import { hasAnswered, isLate } from './polls';

/** The poll that puts this question once more to all of the class, so that it is answered later, too. */
const secondRound = (polls: readonly Poll[], first: Poll): Poll | undefined =>
  polls.find(({ again, room }) => again === first.id && !room);

/**
 * The second round that waits for somebody who answered the first one later: until they have answered it, they see neither what is right
 * nor what the class answered, as the class did not know it when it talked. `now` is in Unix ms; `answered` are the anonymous polls
 * that they answered later, of which the polls themselves say nothing.
 */
export function roundAhead(
  polls: readonly Poll[],
  first: Poll,
  you: ParticipantId,
  now: number,
  answered: readonly PollId[] = [],
): Poll | undefined {
  const second = secondRound(polls, first);
  if (!second || !takesLate(second, now) || hasAnswered(second, you) || answered.includes(second.id)) return undefined;
  return isLate(first, you) || answered.includes(first.id) ? second : undefined;
}

/** The first round of a poll, where somebody can still answer it later, at an instant in Unix ms: it comes before this one. */
export function roundBefore(polls: readonly Poll[], second: Poll, you: ParticipantId, now: number): Poll | undefined {
  const first = polls.find(({ id }) => id === second.again);
  const waits = first && !first.room && first.closed !== null && !hasAnswered(first, you) && takesLate(first, now);
  return waits ? first : undefined;
}

/** The first of the rounds to which a poll belongs. */
export function firstRound(polls: readonly Poll[], poll: PollId): PollId {
  const again = polls.find(({ id }) => id === poll)?.again;
  return again === undefined || again === null || again >= poll ? poll : firstRound(polls, again);
}

/** The part of class between two rounds, in milliseconds. */
export interface Between {
  readonly from: number;
  readonly to: number;
}

/** The part of class in which it was talked about the first round. */
export function between(polls: readonly Poll[], second: Poll): Between | undefined {
  const first = polls.find(({ id }) => id === second.again);
  return first && { from: first.closed ?? first.at, to: second.at };
}

/** How somebody reasoned. */
export interface Reasoning {
  readonly by: string;
  readonly text: string;
  readonly at: number;
  /** Whether staff chose it. */
  readonly chosen: boolean;
  /** What it is. */
  readonly reasoned: Reasoned;
  /** How many others it convinced. */
  readonly others: number;
  /** Whether it convinced the reader. */
  readonly mine: boolean;
}

/** More are not read before one answers. */
const MOST = 5;
/** Less is no reasoning: "yes", "B". */
const LEAST_CHARACTERS = 12;

/** What is known of a class in which it was reasoned. */
export interface Told {
  readonly events: readonly Event[];
  readonly threads: readonly Thread[];
  readonly convinced: readonly Convinced[];
  readonly nameOf: (id: ParticipantId) => string;
  readonly you: ParticipantId;
}

/**
 * How others reasoned between two rounds: the threads about a moment or a message of it that staff pinned, then the messages of it. Of each
 * of both that comes first which convinced most others, and of those alike the longest. One's own mark moves nothing.
 */
export function reasonings({ from, to }: Between, told: Told): Reasoning[] {
  const within = (at: number) => from <= at && at < to;
  const ranked = (list: readonly Said[]) =>
    list
      .map((said): Reasoning => ({ ...said, ...marksOf(said.reasoned, told.convinced) }))
      .sort((a, b) => b.others - a.others || b.text.length - a.text.length);
  const pinned = pins(told, within);
  const known = new Set(pinned.map(({ reasoned }) => keyOf(reasoned)));
  const messages = said(told, within).filter(({ reasoned }) => !known.has(keyOf(reasoned)));
  return [...ranked(pinned), ...ranked(messages)].slice(0, MOST);
}

type Said = Omit<Reasoning, 'others' | 'mine'>;
type Within = (at: number) => boolean;

const keyOf = (reasoned: Reasoned) => (reasoned.of === 'message' ? reasoned.seq : reasoned.id);

function marksOf(reasoned: Reasoned, convinced: readonly Convinced[]): Pick<Reasoning, 'others' | 'mine'> {
  const marks = convinced.find((one) => keyOf(one.reasoned) === keyOf(reasoned));
  return marks ? { others: marks.people - (marks.mine ? 1 : 0), mine: marks.mine } : { others: 0, mine: false };
}

/** What staff pinned of others. */
function pins({ threads }: Told, within: Within): Said[] {
  return threads.flatMap(({ id, by, mine, title, message, marks, moment }): Said[] => {
    const text = message?.text ?? title;
    if (!marks.pinned || mine || !moment || text === '' || !within(moment.moment.at)) return [];
    const reasoned: Reasoned = message ? { of: 'message', seq: message.seq } : { of: 'thread', id };
    return [{ by, text, at: moment.moment.at, chosen: true, reasoned }];
  });
}

/** What others wrote to all in class. Whoever writes later may know by then what is right. */
function said({ events, nameOf, you }: Told, within: Within): Said[] {
  return events.flatMap((event): Said[] => {
    if (event.kind !== 'chat_sent' || event.later || !isReasoning(event, you) || !within(event.at)) return [];
    const { seq, at, participant, text } = event;
    const reasoned: Reasoned = { of: 'message', seq };
    return [{ by: nameOf(participant), text, at, chosen: false, reasoned }];
  });
}

function isReasoning(
  { participant, text, audience }: Extract<Event, { kind: 'chat_sent' }>,
  you: ParticipantId,
): boolean {
  const toAll = audience.to === 'everyone' || (audience.to === 'room' && audience.room === 0);
  return toAll && participant !== you && text.trim().length >= LEAST_CHARACTERS;
}
