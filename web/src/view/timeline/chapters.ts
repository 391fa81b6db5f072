/** What a timeline shows. It follows from the journal (`TimelineFold`) and is not stored. Pure. */

import { chapters as said } from '../../core/reduce/chapters';
import type { Chapter as SaidOfChapter, Event, PollId } from '../../protocol/generated';
import type { Beginning } from './beginnings';

/** A stretch of the timeline with a name, in class time. */
export interface Chapter extends Beginning {
  readonly to: number;
  /** For `gap`: why nothing is to be seen; absent where the server was away. */
  readonly why?: Gap['why'];
  /** For `named`: what staff call it. For `take`: that there is a new take, and how long it is. */
  readonly title?: string;
}

/** A stretch of which nothing is to be seen. */
export interface Gap {
  readonly from: number;
  readonly to: number;
  /** Absent where the server was away. */
  readonly why?: 'off_record' | 'cut';
}

/** A poll on the timeline. */
export interface PollMark {
  readonly poll: PollId;
  readonly at: number;
  readonly text: string;
}

/** What staff say of chapters, in their order, as these events leave it. */
export function saidOfChapters(events: readonly Event[]): readonly SaidOfChapter[] {
  let state: { chapters?: SaidOfChapter[] } = {};
  for (const event of events) state = said(state, event) ?? state;
  return state.chapters ?? [];
}

/** The chapter at a moment. */
export function chapterAt(list: readonly Chapter[], at: number): Chapter | undefined {
  return list.findLast((chapter) => chapter.from <= at);
}

/** Where a moment stands on a timeline of this length, in percent. */
export function percentOf(at: number, edge: number): number {
  return edge > 0 ? Math.min(100, Math.max(0, (at / edge) * 100)) : 0;
}

/** The density of chat and hands: one value from 0 to 1 for each of `bins` equal parts of the timeline. */
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

/** The chapters without these stretches, which are in order and do not overlap, and the stretches between them. */
export function withGaps(list: readonly Chapter[], gaps: readonly Gap[]): readonly Chapter[] {
  if (gaps.length === 0) return list;
  const left = list.flatMap((chapter) => {
    const pieces: Chapter[] = [];
    let { from } = chapter;
    for (const gap of [...gaps, { from: chapter.to, to: Infinity }]) {
      const to = Math.min(gap.from, chapter.to);
      if (from < to)
        pieces.push(
          from > chapter.from && chapter.kind === 'start' ? { kind: 'resumed', from, to } : { ...chapter, from, to },
        );
      from = Math.max(from, gap.to);
    }
    return pieces;
  });
  const nothing = gaps.map((gap): Chapter => ({ ...gap, kind: 'gap' }));
  return [...left, ...nothing].sort((a, b) => a.from - b.from);
}

/** The chapters with what staff cut out of them: stretches in order that do not touch. */
export function withCuts(
  list: readonly Chapter[],
  cuts: readonly { readonly from: number; readonly to: number }[],
): readonly Chapter[] {
  return withGaps(
    list,
    cuts.map(({ from, to }) => ({ from, to, why: 'cut' })),
  );
}

/** The chapters as {@link withCuts} makes them, with new takes in the places of stretches, which are apart from one another. */
export function withTakes(
  list: readonly Chapter[],
  places: readonly { readonly from: number; readonly to: number; readonly title: string }[],
): readonly Chapter[] {
  const gaps = withCuts(list, places);
  return gaps.map((chapter) => {
    const place = chapter.why === 'cut' && places.find(({ from }) => from === chapter.from);
    return place ? { ...place, kind: 'take' } : chapter;
  });
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

/** Whether chapters or marks depend on an event. Most events of a long class do not matter to them. */
export function isMark(event: Event): boolean {
  switch (event.kind) {
    case 'session_started':
    case 'interrupted':
    case 'joined':
    case 'moved':
    case 'left':
    case 'spotlight_set':
    case 'chat_sent':
    case 'chat_deleted':
    case 'hand_raised':
    case 'rooms_opened':
    case 'rooms_closed':
    case 'activity_started':
    case 'activity_ended':
    case 'poll_started':
    case 'poll_closed':
    case 'chapter_set':
    case 'chapter_hidden':
    case 'chapter_removed':
    case 'off_record_set':
    case 'cut_made':
    case 'cut_undone':
    case 'room_hidden':
      return true;
    case 'track_changed':
      // A camera that goes off ends the spotlight on it.
      return event.source === 'screen' || (event.source === 'camera' && event.state === 'off');
    default:
      return false;
  }
}
