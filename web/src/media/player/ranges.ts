import type { Span } from './span';

/** Time ranges of a media element in class milliseconds, in order. */
export function spans(ranges: TimeRanges): Span[] {
  return Array.from({ length: ranges.length }, (_, i) => ({ from: ranges.start(i) * 1000, to: ranges.end(i) * 1000 }));
}

/**
 * Where to seek to show `position`: to it if it is buffered, else to the start of a range that follows a hole shorter
 * than `tolerance`, else nowhere: a seek to a place without data leaves the element waiting.
 */
export function seekable(buffered: readonly Span[], position: number, tolerance: number): number | undefined {
  for (const { from, to } of buffered) {
    if (position < to) return position >= from ? position : from - position < tolerance ? from : undefined;
  }
  return undefined;
}
