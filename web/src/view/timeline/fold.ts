/** Folds the journal of a class into its timeline, event by event, so that a long class costs no more than a short one. */

import { momentOf } from '../../core/moment';
import { chapters as said } from '../../core/reduce/chapters';
import type { Chapter as SaidOfChapter, Event, RoomId } from '../../protocol/generated';
import { MAIN_ROOM } from '../rooms/rooms';
import { beginnings, type Beginning } from './beginnings';
import { withGaps, type Chapter, type Gap, type PollMark } from './chapters';
import { Scenes } from './scenes';
import { Stretches } from './stretches';

/** The room that is shown at a moment of class. */
export type RoomOf = (at: number) => RoomId;

/** The timeline for a person in these rooms. */
export class TimelineFold {
  readonly #room: RoomOf;
  #scenes = new Scenes();
  #seen = new Stretches();
  /** Stretches of which nothing is recorded, in order. */
  #gaps: Gap[] = [];
  #offSince: number | undefined;
  /** What staff say of chapters. */
  #said: { chapters?: SaidOfChapter[] } = {};
  #lecture = false;
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

  /** Where chapters begin before `edge`, those of class and those that staff named, whether it is recorded or not. */
  beginnings(edge: number): readonly Beginning[] {
    return this.#beginnings(edge, this.#said.chapters ?? []);
  }

  /** Where they would begin, had staff not let none begin there. */
  hidden(edge: number): readonly Beginning[] {
    const { chapters = [] } = this.#said;
    const names = chapters.filter(({ title }) => title !== undefined);
    if (names.length === chapters.length) return [];
    const isHidden = (at: number) => chapters.some(({ from, title }) => from === at && title === undefined);
    // The first has nothing before it that could go on.
    return this.#beginnings(edge, names)
      .slice(1)
      .filter(({ from }) => isHidden(from));
  }

  #beginnings(edge: number, said: readonly SaidOfChapter[]): readonly Beginning[] {
    const own = said.filter(({ from }) => from < edge);
    return beginnings(this.#seen.until(edge), own, this.#lecture);
  }

  /** The chapters up to `edge`, and the gaps in them. They cover the timeline without holes. */
  chapters(edge: number): readonly Chapter[] {
    const all = this.beginnings(edge);
    const list = all.map((one, index): Chapter => ({ ...one, to: all[index + 1]?.from ?? edge }));
    const off: Gap[] = this.#offSince === undefined ? [] : [{ from: this.#offSince, to: edge, why: 'off_record' }];
    const gaps = [...this.#gaps, ...off].filter(({ from, to }) => from < Math.min(to, edge));
    return withGaps(list, gaps);
  }

  #startAnew(): void {
    this.#scenes = new Scenes();
    this.#seen = new Stretches();
    this.#gaps = [];
    this.#offSince = undefined;
    this.#said = {};
    this.#lecture = false;
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
    if (event.kind === 'session_started') this.#lecture = event.of === 'lecture';
    this.#said = said(this.#said, event) ?? this.#said;
    this.#note(event);
    if (event.later) return;
    this.#scenes.apply(event);
    this.#seen.add(event.at, this.#scenes.of(this.#room(event.at)));
  }

  /** Takes note of what is not recorded. */
  #note(event: Event): void {
    if (event.kind === 'off_record_set') {
      if (this.#offSince !== undefined) this.#gaps.push({ from: this.#offSince, to: event.at, why: 'off_record' });
      this.#offSince = event.off ? event.at : undefined;
    } else if (event.kind === 'interrupted' && this.#offSince === undefined) {
      // Whatever happens off the record, its stretch is one.
      this.#gaps.push({ from: event.from, to: event.to });
    }
  }
}
