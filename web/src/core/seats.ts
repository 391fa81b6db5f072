import type { Seat } from '../protocol/generated';
import { browserStorage, tabStorage, type SafeStorage } from './storage';

/** A seat that was taken in this browser. */
export interface SavedSeat extends Seat {
  /** The session's join code: the way back to its lobby. */
  code: string;
}

/**
 * Remembers seats, by session: for this tab, so that two tabs can be two people, and for this browser, so that a person
 * can come back another day. Where storage is closed to the page, seats last as long as the page.
 */
export class Seats {
  readonly #tab: SafeStorage;
  readonly #browser: SafeStorage;
  readonly #page = new Map<string, SavedSeat>();

  constructor(tab: SafeStorage, browser: SafeStorage) {
    this.#tab = tab;
    this.#browser = browser;
  }

  /** Keeps a seat, for this tab and for later. */
  save(seat: Seat, code: string): void {
    const saved: SavedSeat = { ...seat, code };
    this.#page.set(seat.session, saved);
    for (const storage of [this.#tab, this.#browser]) storage.writeJson(key(seat.session), saved);
  }

  /** The seat of this tab. */
  ofTab(session: string): SavedSeat | undefined {
    return this.#page.get(session) ?? kept(this.#tab, session);
  }

  /** The seat of this tab, else the last one taken in this browser. */
  of(session: string): SavedSeat | undefined {
    return this.ofTab(session) ?? kept(this.#browser, session);
  }

  /** The seats that this browser keeps. */
  all(): SavedSeat[] {
    const sessions = this.#browser.names(PREFIX).map((name) => name.slice(PREFIX.length));
    return sessions.flatMap((session) => kept(this.#browser, session) ?? []);
  }

  /** Gives up the seat of this tab. The browser's seat is forgotten too if it is the same. */
  forget(session: string): void {
    const gone = this.of(session);
    this.#page.delete(session);
    this.#tab.writeJson(key(session), null);
    if (kept(this.#browser, session)?.token === gone?.token) this.#browser.writeJson(key(session), null);
  }

  /** Gives up every seat: another person may use this browser next. */
  forgetAll(): void {
    this.#page.clear();
    for (const storage of [this.#tab, this.#browser]) storage.removeAll(PREFIX);
  }
}

const PREFIX = 'seat.';

const seats = new Seats(tabStorage, browserStorage);

/** Keeps a seat, for this tab and for later. */
export const saveSeat = (seat: Seat, code: string): void => seats.save(seat, code);

/** The seat of this tab, else the last one taken in this browser: enough to watch, or to come back. */
export const seatOf = (session: string): SavedSeat | undefined => seats.of(session);

/** The seat of this tab only: a new tab may be a new person. */
export const seatOfTab = (session: string): SavedSeat | undefined => seats.ofTab(session);

/** The seats that this browser keeps, of all sessions. */
export const allSeats = (): SavedSeat[] => seats.all();

/** Gives up the seat: its token is revoked. */
export const forgetSeat = (session: string): void => seats.forget(session);

/** Gives up every seat of this browser. */
export const forgetAllSeats = (): void => seats.forgetAll();

function key(session: string): string {
  return `${PREFIX}${session}`;
}

function kept(storage: SafeStorage, session: string): SavedSeat | undefined {
  const seat = storage.readJson(key(session)) as Partial<SavedSeat> | null;
  const whole =
    typeof seat?.token === 'string' &&
    typeof seat.code === 'string' &&
    typeof seat.participant === 'number' &&
    seat.session === session;
  return whole ? (seat as SavedSeat) : undefined;
}
