/** What there is nothing to see or hear of in a watched class, and why. */

import type { Edits, Event, Timeline } from '../../protocol/generated';
import { edits, offRecord } from '../recording/leftOut';
import { joined } from './skips';
import { replacedOf, type Replaced } from './takeOn';
import type { Gap, Stretch } from './watching';

/** What a page knows of the class by now. */
interface Known {
  readonly marks: readonly Event[];
  /** All of the journal is read. */
  readonly loaded: boolean;
  readonly session: Timeline | undefined;
  readonly edge: number;
  /** New takes are played here. Elsewhere they are cuts. */
  readonly playsTakes: boolean;
}

export class LeftOut {
  readonly #known: () => Known;
  /** What staff took out of the recording, as it is by now. */
  readonly edits: Edits = $derived.by(() => {
    const { loaded, session, marks } = this.#known();
    return loaded || !session?.edits ? edits(marks) : session.edits;
  });
  /** What is cut out, in stretches that do not touch. */
  readonly cuts: readonly Stretch[] = $derived(
    joined(this.edits.cuts.filter(({ take }) => !take || !this.#known().playsTakes)),
  );
  /** The stretches in whose places new takes are played. */
  readonly replaced: readonly Replaced[] = $derived.by(() =>
    this.#known().playsTakes ? replacedOf(this.edits.cuts) : [],
  );
  readonly #offRecord = $derived.by(() => offRecord(this.#known().marks));
  /** The last stretch off the record has no end. */
  readonly isOffRecord: boolean = $derived(this.#offRecord.at(-1)?.to === null);
  /** The gaps of which the journal tells why. */
  readonly gaps: readonly Gap[] = $derived.by(() => {
    const { marks, edge } = this.#known();
    const away = marks.flatMap((event) =>
      event.kind === 'interrupted' ? [{ from: event.from, to: event.to, why: 'away' } as const] : [],
    );
    const off = this.#offRecord.map(({ from, to }) => ({ from, to: to ?? edge, why: 'off_record' }) as const);
    return [...away, ...off, ...this.cuts.map(({ from, to }) => ({ from, to, why: 'cut' }) as const)];
  });

  constructor(known: () => Known) {
    this.#known = known;
  }
}
