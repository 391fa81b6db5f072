import type { Span } from './span';
import type { Held } from './planner';
import type { Segment } from './track-index';

/** What a `SourceBuffer` holds. The browser may drop some of it whenever it is short of memory, without a word. */
export class HeldSegments implements Held {
  readonly segments = new Set<Segment>();
  readonly lost = new Set<Segment>();
  /** Segments that were seen in the buffer. Others may have nothing that can be decoded, and are not asked for again. */
  readonly #seen = new Set<Segment>();
  #last: Segment | undefined;

  get last(): Segment | undefined {
    return this.#last;
  }

  /** A segment was appended. */
  add(segment: Segment): void {
    this.segments.add(segment);
    this.#last = segment;
  }

  /** A segment is missing on the server, or cannot be played here. */
  lose(segment: Segment): void {
    this.lost.add(segment);
  }

  /** Everything that starts in a stretch is removed. */
  remove({ from, to }: Span): void {
    for (const segment of this.segments) if (segment.start >= from && segment.start < to) this.#drop(segment);
  }

  /** Forgets what the browser has dropped by itself. */
  compare(buffered: readonly Span[]): void {
    for (const segment of this.segments) {
      const middle = (segment.start + segment.end) / 2;
      if (buffered.some(({ from, to }) => from <= middle && middle < to)) this.#seen.add(segment);
      else if (this.#seen.has(segment)) this.#drop(segment);
    }
  }

  /** The buffer is gone. What is lost stays lost. */
  clear(): void {
    this.segments.clear();
    this.#seen.clear();
    this.#last = undefined;
  }

  #drop(segment: Segment): void {
    this.segments.delete(segment);
    this.#seen.delete(segment);
    if (this.#last === segment) this.#last = undefined;
  }
}
