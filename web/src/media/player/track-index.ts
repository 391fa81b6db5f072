/** The initialisation segment, which must precede segments in a `SourceBuffer`. */
export interface Init {
  readonly file: string;
  /** For `addSourceBuffer` and `changeType`. */
  readonly mime: string;
}

/** About two seconds of a track. Times are class time in milliseconds. */
export interface Segment {
  readonly file: string;
  readonly init: Init;
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  /** Decodable without its predecessor. */
  readonly key: boolean;
}

/** Segments in order of time, as planners and followers ask for them. */
export type Segments = Pick<TrackIndex, 'segments' | 'end' | 'indexAt' | 'covering' | 'keyAtOrBefore' | 'nextStart'>;

/** The index of the last of `segments` that starts at or before `position`; -1 before the first. */
export function lastAt(segments: readonly Segment[], position: number): number {
  let low = 0;
  let high = segments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (segments[middle]!.start <= position) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * The segments of one kind of content (a participant's camera, a room's mix) in order of time, however many manifest
 * tracks they come from: every publication and every restart of the server makes a new one.
 */
export class TrackIndex {
  readonly #segments: Segment[] = [];

  /** In order of `start`. The same array grows. */
  get segments(): readonly Segment[] {
    return this.#segments;
  }

  /** When the last segment ends; 0 without one. */
  get end(): number {
    return this.#segments.at(-1)?.end ?? 0;
  }

  /**
   * Adds a segment, unless it is known. It is nearly always the last or follows the one added before; a track that ends
   * while its successor begins may interleave.
   */
  add(segment: Segment): void {
    const index = this.indexAt(segment.start);
    for (let i = index; this.#segments[i]?.start === segment.start; i--) {
      if (this.#segments[i]!.file === segment.file) return;
    }
    this.#segments.splice(index + 1, 0, segment);
  }

  /** The index of the last segment that starts at or before `position`; -1 before the first. */
  indexAt(position: number): number {
    return lastAt(this.#segments, position);
  }

  /**
   * The index of the segment to be seen or heard at `position`, or -1. A segment also covers a following hole that is
   * shorter than `tolerance`; so does the last one.
   */
  covering(position: number, tolerance = 0): number {
    const index = this.indexAt(position);
    const segment = this.#segments[index];
    if (!segment) return -1;
    if (position < segment.end) return index;
    const next = this.#segments[index + 1];
    const until = next ? next.start : segment.end + tolerance;
    return until - segment.end <= tolerance && position < until ? index : -1;
  }

  /** The index of the segment with which decoding must begin to show segment `index`. */
  keyAtOrBefore(index: number): number {
    for (let key = index; key >= 0; key--) if (this.#segments[key]!.key) return key;
    return -1;
  }

  /** When the first segment that starts after `position` starts. */
  nextStart(position: number): number | undefined {
    return this.#segments[this.indexAt(position) + 1]?.start;
  }
}
