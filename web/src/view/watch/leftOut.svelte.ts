/** What there is nothing to see or hear of in a watched class, and why. */

import type { Cut, Edits, Event, SessionId, Timeline } from '../../protocol/generated';
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
  /** The new takes that are not to be had here. */
  readonly lost: ReadonlySet<SessionId>;
}

export class LeftOut {
  readonly #known: () => Known;
  /** What staff took out of the recording, as it is by now. */
  readonly edits: Edits = $derived.by(() => {
    const { loaded, session, marks } = this.#known();
    return loaded || !session?.edits ? edits(marks) : session.edits;
  });
  /** All stretches in whose places new takes stand. */
  readonly takes: readonly Replaced[] = $derived(replacedOf(this.edits.cuts));
  /** Those of which the take is not to be had here: nothing is played there. */
  readonly lost: readonly Replaced[] = $derived(this.takes.filter(({ take }) => this.#known().lost.has(take.session)));
  /** The others: the take is played. */
  readonly replaced: readonly Replaced[] = $derived(this.takes.filter((cut) => !this.lost.includes(cut)));
  readonly #out: readonly Cut[] = $derived(this.edits.cuts.filter(({ take }) => !take));
  /** What is passed over as it is cut out or lost, in stretches that do not touch. */
  readonly cuts: readonly Stretch[] = $derived(joined([...this.#out, ...this.lost]));
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
    const out = joined(this.#out).map(({ from, to }) => ({ from, to, why: 'cut' }) as const);
    const lost = this.lost.map(({ from, to }) => ({ from, to, why: 'lost' }) as const);
    return [...away, ...off, ...out, ...lost];
  });

  constructor(known: () => Known) {
    this.#known = known;
  }
}
