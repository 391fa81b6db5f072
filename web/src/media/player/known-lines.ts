/** A stretch of the manifest that was read: lines, and the class time that they tell of. */
export interface ReadLines {
  /** The first line, and the one after the last. */
  readonly first: number;
  readonly next: number;
  /** Everything that was recorded between these times is in the lines before `next`. */
  readonly from: number;
  readonly to: number;
}

/** Which lines of a manifest were read. A long class is read from where somebody watches, not from its beginning. */
export class KnownLines {
  #stretches: readonly ReadLines[] = [];

  /** Takes a page that was read. Pages that touch or overlap become one stretch. */
  add(page: ReadLines): void {
    const touching = this.#stretches.filter(({ first, next }) => first <= page.next && page.first <= next);
    const joined = [page, ...touching].reduce((a, b) => ({
      first: Math.min(a.first, b.first),
      next: Math.max(a.next, b.next),
      from: Math.min(a.from, b.from),
      to: Math.max(a.to, b.to),
    }));
    const others = this.#stretches.filter((stretch) => !touching.includes(stretch));
    this.#stretches = [...others, joined].sort((a, b) => a.first - b.first);
  }

  /** The first line that was not read. */
  get firstUnknown(): number {
    const [first] = this.#stretches;
    return first?.first === 0 ? first.next : 0;
  }

  /** The line after the stretch that holds `line`; `line` itself where it was not read. */
  after(line: number): number {
    return this.#stretches.find(({ first, next }) => first <= line && line < next)?.next ?? line;
  }

  /** Whether everything that was recorded around a time is known. */
  covers(at: number): boolean {
    return this.#stretches.some(({ from, to }) => from <= at && at < to);
  }
}
