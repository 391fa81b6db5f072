/** How somebody takes part in a class at a moved cursor: what they do there, and what of it counts. */

import { api, ApiError } from '../../core/http';
import type { SavedSeat } from '../../core/seats';
import type { CatchUpPart, Command, Export, LedgerEntry, OwnLedger } from '../../protocol/generated';
import { Reports } from '../ledger/reports';

/** A number that no other act of this person has, as far as chance goes. */
const randomNumber = () => Math.floor(Math.random() * 2 ** 31);

export class Participation {
  readonly #seat: SavedSeat;
  /** What this person has of the class, where that is counted. */
  ledger: LedgerEntry | undefined = $state.raw();
  /** What is left of it, in parts; undefined until it is known. */
  parts: readonly CatchUpPart[] | undefined = $state.raw();
  #reports: Reports | undefined;
  /** How often it was asked or told: an answer to an older question takes nothing back. */
  #asked = 0;

  constructor(seat: SavedSeat) {
    this.#seat = seat;
  }

  /** Does something at a moment of class. Rejects with what the server refuses. */
  async act(at: number, command: Command): Promise<void> {
    const { session, token } = this.#seat;
    await api.actLater(session, token, { id: randomNumber(), anchor: Math.floor(at), command });
  }

  /** Notes that this person, of the class's staff, saves something of it. */
  noteExport(of: Export): Promise<void> {
    return api.noteExport(this.#seat.session, this.#seat.token, of);
  }

  /** Reports what is played from now on. */
  count(): void {
    if (this.#reports) return;
    const { session, token } = this.#seat;
    this.#reports = new Reports(
      (played) => api.reportWatched(session, token, played),
      (own) => {
        this.#asked += 1;
        this.#take(own);
      },
    );
    void this.readLedger();
  }

  /** Takes note of where the player is. `share` of class time passes with the time that is played. */
  follow(position: number, playing: boolean, rate: number, share: number): void {
    this.#reports?.follow(position, playing, rate, performance.now(), share);
  }

  /** What cannot be read comes with the next report. */
  async readLedger(): Promise<void> {
    const asked = (this.#asked += 1);
    try {
      const own = await api.ownLedger(this.#seat.session);
      if (asked === this.#asked) this.#take(own);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.parts ??= [];
    }
  }

  #take({ entry, parts }: OwnLedger): void {
    this.ledger = entry;
    this.parts = parts;
  }
}
