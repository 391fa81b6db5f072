import type { ManifestEntry } from '../../protocol/generated';
import { TrackIndex, type Segment } from './track-index';

/** A track of segments of 2 s from `from` to `to`, with a key segment every `keyEvery` segments. For tests. */
export function track(from: number, to: number, keyEvery = 4): TrackIndex {
  const index = new TrackIndex();
  extend(index, from, to, keyEvery);
  return index;
}

/** Adds segments from `from` to `to` to a track. */
export function extend(index: TrackIndex, from: number, to: number, keyEvery = 4): void {
  const init = { file: `init-${from}`, mime: 'video/webm; codecs="vp8"' };
  for (let start = from, n = 0; start < to; start += 2_000, n++) {
    index.add({ file: `s-${start}`, init, start, end: Math.min(to, start + 2_000), key: n % keyEvery === 0 });
  }
}

/** The segments that start in a range. */
export function within(index: TrackIndex, from: number, to: number): Segment[] {
  return index.segments.filter(({ start }) => start >= from && start < to);
}

/** A line of the manifest for a segment of 2 s. */
export function segmentLine(track: number, start: number, init = 0): ManifestEntry {
  return { entry: 'segment', track, init, file: `t${track}-${start}`, start, duration: 2_000, key: true, bytes: 1 };
}
