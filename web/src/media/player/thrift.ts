import type { Source, TrackRef } from '../../protocol/generated';
import type { VideoTrack } from './manifest-index';
import { HOLE_MS } from './planner';
import { lastAt, type Segment, type Segments, type TrackIndex } from './track-index';

/**
 * What is loaded of a recording: everything; its sound and, of shared screens, a picture every few seconds; or its sound
 * alone. Data that are not shown are not loaded.
 */
export type Thrift = 'everything' | 'slides' | 'sound';

/** All choices, from most to least. */
export const THRIFTS: readonly Thrift[] = ['everything', 'slides', 'sound'];

/** Whether pictures of this source are loaded. */
export function loads(thrift: Thrift, source: Source): boolean {
  return thrift === 'everything' || (thrift === 'slides' && source === 'screen');
}

/** Pictures of a participant that may be loaded. */
export interface Pictures {
  readonly ref: TrackRef;
  readonly index: Segments;
}

/** What is loaded of a track; nothing where its source is not loaded. */
export function loaded(thrift: Thrift, { ref, index }: VideoTrack): Pictures | undefined {
  if (!loads(thrift, ref.source)) return undefined;
  return { ref, index: thrift === 'slides' ? new Slides(index) : index };
}

/**
 * Of a shared screen, the first segment of each stretch of {@link EVERY_MS} that can be decoded by itself. Each stands
 * for what follows, up to the next. Stretches are those of the class, so the same segments are chosen wherever playback
 * begins.
 */
export class Slides implements Segments {
  readonly #all: TrackIndex;
  #slides: Segment[] = [];
  /** How many segments there were when the slides were chosen. */
  #of = 0;

  constructor(all: TrackIndex) {
    this.#all = all;
  }

  get segments(): readonly Segment[] {
    const all = this.#all.segments;
    if (all.length !== this.#of) {
      this.#slides = chosen(all);
      this.#of = all.length;
    }
    return this.#slides;
  }

  get end(): number {
    return this.segments.at(-1)?.end ?? 0;
  }

  indexAt(position: number): number {
    return lastAt(this.segments, position);
  }

  covering(position: number, tolerance = 0): number {
    return this.#all.covering(position, tolerance) === -1 ? -1 : this.indexAt(position);
  }

  /** Each begins with a key. */
  keyAtOrBefore(index: number): number {
    return Math.min(index, this.segments.length - 1);
  }

  nextStart(position: number): number | undefined {
    return this.segments[this.indexAt(position) + 1]?.start;
  }
}

function chosen(all: readonly Segment[]): Segment[] {
  const slides: Segment[] = [];
  let last = -1;
  let end = -Infinity;
  for (const segment of all) {
    const stretch = Math.floor(segment.start / EVERY_MS);
    // After a hole something else may be shown, perhaps by a new share.
    const isFirst = stretch !== last || segment.start > end + HOLE_MS;
    if (segment.key && isFirst) {
      slides.push(segment);
      last = stretch;
    } else if (isFirst) last = -1;
    end = segment.end;
  }
  return slides;
}

/** How often a shared screen is looked at, in milliseconds: a slide is late by less than twice this. */
export const EVERY_MS = 6_000;
