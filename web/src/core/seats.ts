import type { Seat } from '../protocol/generated';

/** A seat that was taken from this browser. */
export interface SavedSeat extends Seat {
  /** The session's join code: the way back to its lobby. */
  code: string;
}

/**
 * Remembers seats, by session: for this tab, so that two tabs can be two people, and for this browser, so that one can
 * come back another day. Where storage is closed to the page, seats last as long as the page.
 */
export class Seats {
  readonly #tab: Storage | undefined;
  readonly #browser: Storage | undefined;
  readonly #page = new Map<string, string>();

  constructor(tab: Storage | undefined, browser: Storage | undefined) {
    this.#tab = tab;
    this.#browser = browser;
  }

  /** Keeps a seat, for this tab and for later. */
  save(seat: Seat, code: string): void {
    const text = JSON.stringify({ ...seat, code } satisfies SavedSeat);
    this.#page.set(key(seat.session), text);
    for (const storage of [this.#tab, this.#browser]) attempt(() => storage?.setItem(key(seat.session), text));
  }

  /** The seat of this tab. */
  ofTab(session: string): SavedSeat | undefined {
    const text = this.#page.get(key(session)) ?? attempt(() => this.#tab?.getItem(key(session)));
    return parse(text, session);
  }

  /** The seat of this tab, else the last one taken in this browser. */
  of(session: string): SavedSeat | undefined {
    return (
      this.ofTab(session) ??
      parse(
        attempt(() => this.#browser?.getItem(key(session))),
        session,
      )
    );
  }

  /** Gives up the seat of this tab. The browser's is forgotten too when it is the same one. */
  forget(session: string): void {
    const gone = this.of(session);
    const kept = parse(
      attempt(() => this.#browser?.getItem(key(session))),
      session,
    );
    this.#page.delete(key(session));
    attempt(() => this.#tab?.removeItem(key(session)));
    if (kept?.token === gone?.token) attempt(() => this.#browser?.removeItem(key(session)));
  }

  /** Gives up every seat: another person may use this browser next. */
  forgetAll(): void {
    this.#page.clear();
    for (const storage of [this.#tab, this.#browser]) {
      attempt(() => {
        const names = Array.from({ length: storage?.length ?? 0 }, (_, i) => storage?.key(i));
        for (const name of names) if (name?.startsWith(PREFIX)) storage?.removeItem(name);
      });
    }
  }
}

const PREFIX = 'meridian.seat.';

const seats = new Seats(
  attempt(() => globalThis.sessionStorage),
  attempt(() => globalThis.localStorage),
);

/** Keeps a seat, for this tab and for later. */
export const saveSeat = (seat: Seat, code: string): void => seats.save(seat, code);

/** The seat of this tab, else the last one taken in this browser: enough to watch, or to come back. */
export const seatOf = (session: string): SavedSeat | undefined => seats.of(session);

/** The seat of this tab only: a new tab may be a new person. */
export const seatOfTab = (session: string): SavedSeat | undefined => seats.ofTab(session);

/** Gives up the seat: its token is void. */
export const forgetSeat = (session: string): void => seats.forget(session);

/** Gives up every seat of this browser. */
export const forgetAllSeats = (): void => seats.forgetAll();

function key(session: string): string {
  return `${PREFIX}${session}`;
}

/** Storage throws when it is full or closed to the page. */
function attempt<T>(use: () => T): T | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}

function parse(text: string | null | undefined, session: string): SavedSeat | undefined {
  const seat = text ? attempt(() => JSON.parse(text) as Partial<SavedSeat> | null) : undefined;
  const whole =
    typeof seat?.token === 'string' &&
    typeof seat.code === 'string' &&
    typeof seat.participant === 'number' &&
    seat.session === session;
  return whole ? (seat as SavedSeat) : undefined;
}
