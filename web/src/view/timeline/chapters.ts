/** Chapters, marks and the density of chat on the timeline. They follow from the journal: staff name some of them. Pure. */

import { momentOf } from '../../core/moment';
import { chapters as named } from '../../core/reduce/chapters';
import type { Activity, Chapter as NamedChapter, Event, ParticipantId, PollId, RoomId } from '../../protocol/generated';
import { MAIN_ROOM } from '../rooms/rooms';
import { Scenes, type ChapterKind, type Scene } from './scenes';

/** The room that is shown at a moment of class. */
export type RoomOf = (at: number) => RoomId;

const inMain: RoomOf = () => MAIN_ROOM;

/** A named stretch of the timeline, in class time. */
export interface Chapter {
  readonly from: number;
  readonly to: number;
  readonly kind: ChapterKind;
  /** The person whose screen or spotlight it is. */
  readonly participant?: ParticipantId;
  /** The open poll. */
  readonly poll?: Scene['poll'];
  /** The running activity. */
  readonly activity?: Activity;
  /** For `open`: the scene before. */
  readonly after?: Scene;
  /** For `named`: what staff call it. */
  readonly title?: string;
}

/** A poll on the timeline. */
export interface PollMark {
  readonly poll: PollId;
  readonly at: number;
  readonly text: string;
}

/** A shorter stretch joins the chapter before it: a share that was restarted is one share. Activities are never short. */
export const SHORTEST_CHAPTER_MS = 5_000;

/** Faces alone for less than this still belong to the chapter before: people discuss a poll, or prepare a screen. */
export const SHORTEST_OPEN_MS = 60_000;

/** Whether two scenes are one chapter. Two equal activities in a row are two. */
function isSame(a: Scene, b: Scene): boolean {
  return a.kind === b.kind && a.participant === b.participant && a.poll === b.poll && a.activity === b.activity;
}

/** The chapters that staff named, in their order, as these events leave them. */
export function namedChapters(events: readonly Event[]): readonly NamedChapter[] {
  let state: { chapters?: NamedChapter[] } = {};
  for (const event of events) state = named(state, event) ?? state;
  return state.chapters ?? [];
}

/**
 * The chapters of the timeline up to `edge`, for a person in these rooms. They cover it without holes: from the first one that staff
 * named on it has theirs, before that those of the stage.
 */
export function chapters(events: readonly Event[], edge: number, room: RoomOf = inMain): Chapter[] {
  const staged = stagedChapters(events, edge, room);
  const own = namedChapters(events).filter(({ from }) => from < edge);
  const first = own[0]?.from;
  if (first === undefined) return staged;
  const gaps = staged.filter(({ kind }) => kind === 'gap');
  const before = staged.filter(({ from }) => from < first).map((one) => ({ ...one, to: Math.min(one.to, first) }));
  const theirs = own.flatMap(({ from, title }, index) =>
    around({ from, to: own[index + 1]?.from ?? edge, kind: 'named', title }, gaps),
  );
  return [...before, ...theirs];
}

/** A chapter in pieces, with the gaps that fall into it between them. */
function around(chapter: Chapter, gaps: readonly Chapter[]): Chapter[] {
  const gap = gaps.find(({ from, to }) => from < chapter.to && to > chapter.from);
  if (!gap) return chapter.from < chapter.to ? [chapter] : [];
  const [from, to] = [Math.max(gap.from, chapter.from), Math.min(gap.to, chapter.to)];
  return [...around({ ...chapter, to: from }, gaps), { ...gap, from, to }, ...around({ ...chapter, from: to }, gaps)];
}

/** The chapters that the stage makes. */
function stagedChapters(events: readonly Event[], edge: number, room: RoomOf): Chapter[] {
  const scenes = new Scenes();
  const found: Chapter[] = [];
  let open: Scene & { from: number } = { kind: 'start', from: 0 };
  const close = (to: number, next: Scene, from = to) => {
    add(found, { ...open, to });
    open = { ...next, from };
  };
  for (const event of events) {
    if (event.kind === 'interrupted') {
      scenes.apply(event);
      close(event.from, { kind: 'gap' });
      close(event.to, scenes.of(room(event.to)));
      continue;
    }
    scenes.apply(event);
    const scene = scenes.of(room(event.at));
    if (!isSame(scene, open)) close(event.at, scene);
  }
  add(found, { ...open, to: Math.max(edge, open.from) });
  return found;
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

/** The chapter at a moment. */
export function chapterAt(list: readonly Chapter[], at: number): Chapter | undefined {
  return list.findLast((chapter) => chapter.from <= at);
}

/** Where a moment stands on a timeline of this length, in percent. */
export function percentOf(at: number, edge: number): number {
  return edge > 0 ? Math.min(100, Math.max(0, (at / edge) * 100)) : 0;
}

/** The density of chat: one value from 0 to 1 for each of `bins` equal parts of the timeline. */
export function density(times: readonly number[], edge: number, bins: number): number[] {
  const counts = new Array<number>(bins).fill(0);
  if (edge <= 0) return counts;
  for (const at of times) {
    const bin = Math.min(bins - 1, Math.floor((at / edge) * bins));
    if (bin >= 0) counts[bin]! += 1;
  }
  const most = Math.max(1, ...counts);
  return counts.map((count) => count / most);
}

/** Smooths values: each spreads over its neighbours. Keeps the range of 0 to 1. */
export function smooth(values: readonly number[]): number[] {
  const WEIGHTS = [1, 3, 5, 6, 5, 3, 1];
  const reach = (WEIGHTS.length - 1) / 2;
  const spread = values.map((_, index) =>
    WEIGHTS.reduce((sum, weight, offset) => sum + weight * (values[index + offset - reach] ?? 0), 0),
  );
  const most = Math.max(...spread, Number.MIN_VALUE);
  return spread.map((value) => value / most);
}

/** The polls that asked everybody or the room that is shown, oldest first. */
export function pollMarks(events: readonly Event[], room: RoomOf = inMain): PollMark[] {
  return events.flatMap((event) => {
    if (event.kind !== 'poll_started') return [];
    const at = momentOf(event);
    const asked = event.room === null || event.room === room(at);
    return asked ? [{ poll: event.poll, at, text: event.question.text }] : [];
  });
}

/** The moments of the messages that are read in the room that is shown. */
export function chatTimes(events: readonly Event[], room: RoomOf = inMain): number[] {
  return events.flatMap((event) => {
    if (event.kind !== 'chat_sent') return [];
    const at = momentOf(event);
    return event.audience.to !== 'room' || event.audience.room === room(at) ? [at] : [];
  });
}

/** Whether chapters or marks depend on an event. Most events of a long class do not matter to them. */
export function isMark(event: Event): boolean {
  switch (event.kind) {
    case 'interrupted':
    case 'joined':
    case 'moved':
    case 'left':
    case 'spotlight_set':
    case 'chat_sent':
    case 'chat_deleted':
    case 'rooms_opened':
    case 'rooms_closed':
    case 'activity_started':
    case 'activity_ended':
    case 'poll_started':
    case 'poll_closed':
    case 'chapter_set':
    case 'chapter_removed':
      return true;
    case 'track_changed':
      // A camera that goes off ends the spotlight on it.
      return event.source === 'screen' || (event.source === 'camera' && event.state === 'off');
    default:
      return false;
  }
}
