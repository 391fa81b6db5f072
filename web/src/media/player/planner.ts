import type { Span } from './span';
import type { Segment, Segments } from './track-index';

/** The content of a `SourceBuffer`. */
export interface Held {
  /** Appended and not evicted. */
  readonly segments: ReadonlySet<Segment>;
  /** The segment appended last. Only its successor may follow without being a key segment: decoding needs a chain. */
  readonly last: Segment | undefined;
  /** Segments that are missing on the server, or that the browser cannot decode. */
  readonly lost: ReadonlySet<Segment>;
}

/** The next steps of a buffer. */
export interface Plan {
  /** Fetch and append these, in this order. */
  readonly fetch: readonly Segment[];
  /** Remove this from the buffer. */
  readonly evict: Span | undefined;
}

/**
 * Decides what a track should load for playback at `position`, and what it should drop.
 *
 * @param rate the speed of playback; 0 for a picture that stands still, which needs little more than itself.
 * @param reach shrinks all bounds where the browser's quota is short, down to what is seen next; 1 otherwise.
 */
export function plan(index: Segments, held: Held, position: number, rate: number, reach = 1): Plan {
  const ahead = position + Math.max(AHEAD_MS * (rate === 0 ? 0 : Math.max(1, rate)) * reach, LEAST_AHEAD_MS);
  const evict = eviction(index, held, position, ahead + AHEAD_MS * reach, reach);
  const first = firstMissing(index, held, position, ahead);
  if (first === -1) return { fetch: [], evict };
  const fetch: Segment[] = [];
  for (let i = chainStart(index, held, first); i < index.segments.length && fetch.length < MAX_FETCHES; i++) {
    const segment = index.segments[i]!;
    if (segment.start >= ahead) break;
    if (i > first && held.segments.has(segment)) break;
    if (!held.lost.has(segment)) fetch.push(segment);
  }
  return { fetch, evict };
}

/**
 * Whether playback has to wait at `position`: the server has a segment that the buffer has not. False where nothing was
 * recorded.
 */
export function lacks(index: Segments, held: Held, position: number): boolean {
  const segment = index.segments[index.covering(position)];
  return segment !== undefined && !held.segments.has(segment) && !held.lost.has(segment);
}

/** The index of the first segment that `position` needs and that is neither held nor lost. */
function firstMissing(index: Segments, held: Held, position: number, ahead: number): number {
  const covering = index.covering(position, HOLE_MS);
  let i = covering === -1 ? index.indexAt(position) + 1 : Math.max(0, index.keyAtOrBefore(covering));
  for (; i < index.segments.length; i++) {
    const segment = index.segments[i]!;
    if (segment.start >= ahead) return -1;
    if (!held.segments.has(segment) && !held.lost.has(segment)) return i;
  }
  return -1;
}

/**
 * The first segment to append so that the missing one can be decoded: the successor of `last` if the chain holds, else
 * the key segment.
 */
function chainStart(index: Segments, held: Held, missing: number): number {
  const key = Math.max(0, index.keyAtOrBefore(missing));
  const last = held.last ? index.segments.indexOf(held.last, key) : -1;
  return last >= key && last < missing ? last + 1 : key;
}

/** A stretch that lies too far ahead, else one too far behind, cut before a key segment, on which later ones depend. */
function eviction(index: Segments, held: Held, position: number, far: number, reach: number): Span | undefined {
  const starts = [...held.segments].map((segment) => segment.start);
  const beyond = starts.filter((start) => start > far);
  if (beyond.length > 0) return { from: Math.min(...beyond), to: Infinity };
  const key = index.keyAtOrBefore(index.indexAt(position - BEHIND_MS * reach));
  const to = index.segments[key]?.start ?? 0;
  return starts.some((start) => start < to) ? { from: 0, to } : undefined;
}

/** Twenty seconds of watching, whatever the rate, bridge a usual outage of a mobile network. */
const AHEAD_MS = 20_000;
/** The segment that is played and the next one. */
const LEAST_AHEAD_MS = 4_000;
/** A short step back should need no loading. */
const BEHIND_MS = 30_000;
/** Smaller holes count as covered by the segment before them. */
export const HOLE_MS = 500;
/** Enough for the downloads in progress and the next choice. */
const MAX_FETCHES = 4;
