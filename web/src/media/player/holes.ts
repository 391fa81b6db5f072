import type { Span } from './span';
import type { TrackIndex } from './track-index';

/** The facts that decide whether playback must jump. */
export interface Situation {
  readonly position: number;
  /** How long playback should have moved and has not, in milliseconds. */
  readonly stalled: number;
  readonly gaps: readonly Span[];
  /** The data that the leader needs at `position`, or just after it, are not loaded yet, so there is no hole. */
  readonly loading: boolean;
  /** The track that leads. */
  readonly leader: TrackIndex;
  /** Stretches that the leader's buffer can play, in class milliseconds, in order. */
  readonly buffered: readonly Span[];
}

/**
 * The position to which playback must jump, if any. Playback jumps at once out of a gap in which nothing was recorded,
 * over a small hole or one before a gap, and to the first data there are. It jumps over any other hole after a while,
 * so that it never stands still for ever.
 */
export function jump(situation: Situation): number | undefined {
  const { position, leader, stalled, loading } = situation;
  const gap = situation.gaps.find(({ from, to }) => position >= from - BRINK_MS && position < to - CLOCK_GRAIN_MS);
  if (gap) return afterGap(gap, leader);
  if (stalled === 0 || loading) return undefined;
  const next = leader.covering(position + BRINK_MS) === -1 ? leader.nextStart(position) : undefined;
  const beyond = situation.buffered.find(({ from }) => from > position)?.from;
  const target = Math.min(next ?? Infinity, beyond ?? Infinity);
  if (target === Infinity) return undefined;
  // The last segment before a gap may be lost, which makes the hole longer than the gap.
  const withGap = situation.gaps.some(({ from, to }) => from >= position && to <= target);
  const atOnce = withGap || target - position < SMALL_HOLE_MS || leader.indexAt(position) === -1;
  return atOnce || stalled >= WATCHDOG_MS ? target : undefined;
}

/** The end of the gap, or the next segment after it. */
function afterGap(gap: Span, leader: TrackIndex): number {
  if (leader.covering(gap.to) !== -1) return gap.to;
  return leader.nextStart(gap.to) ?? gap.to;
}

/** A media element's clock may be this much before the time to which it was set. */
const CLOCK_GRAIN_MS = 1;
/** Decoders stop a little before the end of their data. */
const BRINK_MS = 60;
const SMALL_HOLE_MS = 200;
const WATCHDOG_MS = 1_500;
