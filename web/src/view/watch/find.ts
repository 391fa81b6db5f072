/** Finds words in what was written and asked in a class, in its chapters and in the names of its people. Pure. */

import { momentOf } from '../../core/moment';
import type { Event, ParticipantId, Poll, PostId, Thread } from '../../protocol/generated';
import { threadName } from '../board/threadName';
import type { Chapter, PollMark } from '../timeline/chapters';

/** A place where the words are. */
export interface Hit {
  readonly kind: 'chapter' | 'poll' | 'message' | 'thread' | 'person';
  /** The moment of class to go to, in milliseconds. */
  readonly at: number;
  readonly text: string;
  /** Who wrote the message. */
  readonly by?: ParticipantId;
  /** The thread of the discussion. */
  readonly thread?: PostId;
}

/** What is searched. */
export interface Searched {
  readonly chapters: readonly Chapter[];
  readonly chapterName: (chapter: Chapter) => string;
  readonly polls: readonly PollMark[];
  /** The polls with their choices. */
  readonly asked: readonly Poll[];
  /** The threads about moments of the class. */
  readonly threads: readonly Thread[];
  /** Events in order, of which messages and arrivals are searched. */
  readonly events: readonly Event[];
  readonly nameOf: (id: ParticipantId) => string;
}

/** More are not read. */
export const MOST_HITS = 100;

/** The places where all words of a text are, in order of time; at most {@link MOST_HITS}. */
export function find(text: string, searched: Searched): Hit[] {
  const words = plain(text).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const has = (what: string) => {
    const found = plain(what);
    return words.every((word) => found.includes(word));
  };
  const hits: Hit[] = [
    ...searched.chapters.map((one): Hit => ({ kind: 'chapter', at: one.from, text: searched.chapterName(one) })),
    ...searched.polls.map((one): Hit => ({ kind: 'poll', at: one.at, text: pollText(one, searched.asked) })),
    ...searched.threads.flatMap((thread): Hit[] =>
      thread.moment
        ? [{ kind: 'thread', at: thread.moment.moment.at, text: threadText(thread), thread: thread.id }]
        : [],
    ),
    ...people(searched),
    ...searched.events.flatMap((event): Hit[] =>
      event.kind === 'chat_sent' && event.text !== ''
        ? [{ kind: 'message', at: momentOf(event), text: event.text, by: event.participant }]
        : [],
    ),
  ].filter((hit) => has(hit.by === undefined ? hit.text : `${searched.nameOf(hit.by)} ${hit.text}`));
  return hits.sort((a, b) => a.at - b.at).slice(0, MOST_HITS);
}

/** The question, and what can be chosen. */
function pollText({ poll, text }: PollMark, polls: readonly Poll[]): string {
  const form = polls.find(({ id }) => id === poll)?.question.form;
  return form && 'choices' in form ? [text, ...form.choices.map((choice) => choice.text)].join(' · ') : text;
}

/** What it is called, and who began it. */
const threadText = (thread: Thread) => (thread.by ? `${threadName(thread)} · ${thread.by}` : threadName(thread));

/** Everybody, when they came first. */
function people({ events, nameOf }: Searched): Hit[] {
  const first = new Map<ParticipantId, number>();
  for (const event of events) {
    if (event.kind === 'joined' && !first.has(event.participant)) first.set(event.participant, event.at);
  }
  return [...first].map(([who, at]) => ({ kind: 'person', at, text: nameOf(who) }));
}

/** Without accents and case: people type the nearest letters. */
function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
