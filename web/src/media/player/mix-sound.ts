import type { Span } from './span';

/** What was measured of the sound of a room. */
export interface Measured {
  /** Where it was, in order. */
  readonly measured: readonly Span[];
  /** Where nothing is to be heard of that, in order. */
  readonly quiet: readonly Span[];
}

/** Where the mix of a room was measured, and where it is quiet. Segments come in any order, and again. Pure. */
export class MixSound {
  readonly #segments = new Map<number, { readonly end: number; readonly quiet: readonly Span[] }>();
  #joined: Measured | undefined;

  /** Takes a segment. Its quiet stretches are in milliseconds after its start. */
  add(start: number, end: number, quiet: readonly (readonly [number, number])[]): void {
    if (this.#segments.get(start)?.end === end) return;
    this.#segments.set(start, { end, quiet: quiet.map(([from, to]) => ({ from: start + from, to: start + to })) });
    this.#joined = undefined;
  }

  /** All of it: the same object until something is added. */
  get all(): Measured {
    return (this.#joined ??= this.#join());
  }

  #join(): Measured {
    const segments = [...this.#segments].sort(([a], [b]) => a - b);
    return {
      measured: merged(segments.map(([from, { end }]) => ({ from, to: end }))),
      quiet: merged(segments.flatMap(([, { quiet }]) => quiet)),
    };
  }
}

/** Stretches in order, those that touch as one. */
function merged(spans: readonly Span[]): Span[] {
  const found: Span[] = [];
  for (const span of spans) {
    const last = found.at(-1);
    if (last && span.from <= last.to) found[found.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    else found.push(span);
  }
  return found;
}
