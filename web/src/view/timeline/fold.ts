/** Folds the journal of a class into its timeline, event by event, so that a long class costs no more than a short one. */

import { momentOf } from '../../core/moment';
import { chapters as named } from '../../core/reduce/chapters';
import type { Chapter as NamedChapter, Event, RoomId } from '../../protocol/generated';
import { MAIN_ROOM } from '../rooms/rooms';
import type { Chapter, PollMark } from './chapters';
import { Scenes, type Scene } from './scenes';

/** The room that is shown at a moment of class. */
export type RoomOf = (at: number) => RoomId;

/** A shorter stretch joins the chapter before it: a share that was restarted is one share. Activities are never short. */
export const SHORTEST_CHAPTER_MS = 5_000;

/** Faces alone for less than this still belong to the chapter before: people discuss a poll, or prepare a screen. */
export const SHORTEST_OPEN_MS = 60_000;

/** The timeline for a person in these rooms. */
export class TimelineFold {
  readonly #room: RoomOf;
  #scenes = new Scenes();
  #found: Chapter[] = [];
  #open: Scene & { readonly from: number } = { kind: 'start', from: 0 };
  /** What staff named. */
  #named: { chapters?: NamedChapter[] } = {};
  #polls: PollMark[] = [];
  #busyTimes: number[] = [];
  /** How many events are folded, and the number of the last. */
  #count = 0;
  #last: number | undefined;

  constructor(room: RoomOf = () => MAIN_ROOM) {
    this.#room = room;
  }

  /** The polls that asked everybody or the room that is shown, oldest first. */
  get polls(): readonly PollMark[] {
    return this.#polls;
  }

  /** The moments at which somebody wrote, or raised a hand, in the room that is shown. */
  get busyTimes(): readonly number[] {
    return this.#busyTimes;
  }

  /** Takes the events for which `isMark` is true, all that there are so far, in order. Only those that are new cost time. */
  take(events: readonly Event[]): this {
    const goesOn = this.#count === 0 || events[this.#count - 1]?.seq === this.#last;
    if (!goesOn) this.#startAnew();
    for (; this.#count < events.length; this.#count++) this.#apply(events[this.#count]!);
    this.#last = events.at(-1)?.seq;
    return this;
  }

  /**
   * The chapters up to `edge`. They cover the timeline without holes: from the first one that staff named on it has theirs, before
   * that those of the stage.
   */
  chapters(edge: number): Chapter[] {
    const staged = [...this.#found];
    add(staged, { ...this.#open, to: Math.max(edge, this.#open.from) });
    const own = (this.#named.chapters ?? []).filter(({ from }) => from < edge);
    const first = own[0]?.from;
    if (first === undefined) return staged;
    const gaps = staged.filter(({ kind }) => kind === 'gap');
    const before = staged.filter(({ from }) => from < first).map((one) => ({ ...one, to: Math.min(one.to, first) }));
    const theirs = own.flatMap(({ from, title }, index) =>
      around({ from, to: own[index + 1]?.from ?? edge, kind: 'named', title }, gaps),
    );
    return [...before, ...theirs];
  }

  #startAnew(): void {
    this.#scenes = new Scenes();
    this.#found = [];
    this.#open = { kind: 'start', from: 0 };
    this.#named = {};
    this.#polls = [];
    this.#busyTimes = [];
    this.#count = 0;
  }

  #apply(event: Event): void {
    const at = momentOf(event);
    const seen = this.#room(at);
    if (event.kind === 'poll_started' && (event.room === null || event.room === seen)) {
      this.#polls = [...this.#polls, { poll: event.poll, at, text: event.question.text }];
    } else if (event.kind === 'chat_sent' && (event.audience.to !== 'room' || event.audience.room === seen)) {
      this.#busyTimes.push(at);
    } else if (event.kind === 'hand_raised' && this.#scenes.isIn(event.participant, seen)) {
      this.#busyTimes.push(at);
    }
    this.#named = named(this.#named, event) ?? this.#named;
    this.#scenes.apply(event);
    if (event.kind === 'off_record_set' && event.off) {
      this.#close(event.at, { kind: 'gap', why: 'off_record' });
      return;
    }
    // Whatever happens off the record, its stretch is one.
    if (this.#open.why && event.kind !== 'off_record_set') return;
    if (event.kind === 'interrupted') {
      this.#close(event.from, { kind: 'gap' });
      this.#close(event.to, this.#scenes.of(this.#room(event.to)));
      return;
    }
    const scene = this.#scenes.of(this.#room(event.at));
    if (!isSame(scene, this.#open)) this.#close(event.at, scene);
  }

  #close(to: number, next: Scene): void {
    add(this.#found, { ...this.#open, to });
    this.#open = { ...next, from: to };
  }
}

/** A chapter in pieces, with the gaps that fall into it between them. */
function around(chapter: Chapter, gaps: readonly Chapter[]): Chapter[] {
  const gap = gaps.find(({ from, to }) => from < chapter.to && to > chapter.from);
  if (!gap) return chapter.from < chapter.to ? [chapter] : [];
  const [from, to] = [Math.max(gap.from, chapter.from), Math.min(gap.to, chapter.to)];
  return [...around({ ...chapter, to: from }, gaps), { ...gap, from, to }, ...around({ ...chapter, from: to }, gaps)];
}

/** Whether two scenes are one chapter. Two equal activities in a row are two. */
function isSame(a: Scene, b: Scene): boolean {
  return a.kind === b.kind && a.participant === b.participant && a.poll === b.poll && a.activity === b.activity;
}

/** Adds a chapter, or joins it with the one before if it is short or the same. */
function add(found: Chapter[], chapter: Chapter): void {
  if (chapter.to <= chapter.from) return;
  const last = found[found.length - 1];
  const least = chapter.kind === 'open' ? SHORTEST_OPEN_MS : SHORTEST_CHAPTER_MS;
  if (last && last.kind !== 'gap' && (isSame(last, chapter) || melts(chapter, last, least))) {
    found[found.length - 1] = { ...last, to: chapter.to };
  } else if (last && chapter.kind !== 'gap' && melts(last, chapter, SHORTEST_CHAPTER_MS)) {
    found[found.length - 1] = { ...chapter, from: last.from };
  } else {
    found.push(chapter);
  }
}

/** Whether a chapter is too short to stand beside its neighbour, and has no activity that would be lost with it. */
function melts({ kind, from, to, activity }: Chapter, neighbour: Chapter, least: number): boolean {
  const short = kind !== 'gap' && to - from < least;
  return short && (activity === undefined || activity === neighbour.activity);
}
