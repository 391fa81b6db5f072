/** Two rounds of one question, for whoever answers after class: what is kept from them in between, and how others reasoned. Pure. */

import { momentOf } from '../../core/moment';
import type { Event, ParticipantId, Poll, Thread } from '../../protocol/generated';
import { hasAnswered, isLate } from './polls';

/** The poll that puts this question once more to all of the class, so that it is answered later, too. */
const secondRound = (polls: readonly Poll[], first: Poll): Poll | undefined =>
  polls.find(({ again, room, question }) => again === first.id && !room && !question.anonymous);

/**
 * The second round that waits for somebody who answered the first one later: until they have answered it, they see neither what is right
 * nor what the class answered, as the class did not know it when it talked.
 */
export function roundAhead(polls: readonly Poll[], first: Poll, you: ParticipantId): Poll | undefined {
  const second = secondRound(polls, first);
  return second && isLate(first, you) && !hasAnswered(second, you) ? second : undefined;
}

/** The first round of a poll, where somebody can still answer it later: it comes before this one. */
export function roundBefore(polls: readonly Poll[], second: Poll, you: ParticipantId): Poll | undefined {
  const first = polls.find(({ id }) => id === second.again);
  return first && !first.room && first.closed !== null && !hasAnswered(first, you) ? first : undefined;
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
}

/** More are not read before one answers. */
const MOST = 5;
/** Less is no reasoning: "yes", "B". */
const LEAST_CHARACTERS = 12;

/**
 * How others reasoned between two rounds: the threads about a moment or a message of it that staff pinned, else the longest messages of it, in the order of
 * class.
 */
export function reasonings(
  { from, to }: Between,
  told: {
    readonly events: readonly Event[];
    readonly threads: readonly Thread[];
    readonly nameOf: (id: ParticipantId) => string;
    readonly you: ParticipantId;
  },
): Reasoning[] {
  const within = (at: number) => from <= at && at < to;
  const pinned = told.threads.flatMap(({ by, title, message, marks, moment }): Reasoning[] => {
    const text = message?.text ?? title;
    return marks.pinned && moment && text !== '' && within(moment.moment.at)
      ? [{ by, text, at: moment.moment.at, chosen: true }]
      : [];
  });
  const chosen = pinned.length > 0 ? pinned : messages(told, within);
  return chosen.slice(0, MOST).sort((a, b) => a.at - b.at);
}

/** What others wrote to all, the longest first. */
function messages(
  { events, nameOf, you }: Parameters<typeof reasonings>[1],
  within: (at: number) => boolean,
): Reasoning[] {
  return events
    .flatMap((event) =>
      event.kind === 'chat_sent' && isReasoning(event, you) && within(momentOf(event)) ? [event] : [],
    )
    .sort((a, b) => b.text.length - a.text.length)
    .map((event) => ({ by: nameOf(event.participant), text: event.text, at: momentOf(event), chosen: false }));
}

function isReasoning(
  { participant, text, audience }: Extract<Event, { kind: 'chat_sent' }>,
  you: ParticipantId,
): boolean {
  const toAll = audience.to === 'everyone' || (audience.to === 'room' && audience.room === 0);
  return toAll && participant !== you && text.trim().length >= LEAST_CHARACTERS;
}
