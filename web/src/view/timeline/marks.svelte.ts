/** The events of the timeline in a live class: read once from the journal, then followed. */

import type { Api } from '../../core/http';
import type { LiveClass } from '../../core/live';
import type { Event } from '../../protocol/generated';
import { SpeakingHistory } from '../rooms/speakingHistory';
import { isMark } from './chapters';

/** Follows until it is closed. */
export class LiveMarks {
  /** The events on which chapters or marks depend, in order. */
  events: readonly Event[] = $state.raw([]);
  /** The people who have spoken in breakout rooms. */
  readonly speaking = new SpeakingHistory();

  readonly #stop: (() => void)[];
  readonly #page: (from: number) => ReturnType<Api['journal']>;
  #next = 0;
  #online = false;
  #closed = false;
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(live: LiveClass, api: Pick<Api, 'journal'>, session: string, token: string) {
    this.#page = (from) => api.journal(session, token, from);
    this.#stop = [live.onEvent((event) => this.#add([event])), live.subscribe(() => this.#followed(live))];
    this.#followed(live);
  }

  /** Stops following. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#again);
    for (const stop of this.#stop) stop();
  }

  /** Reads the journal at first, and the missed events after each reconnect. */
  #followed(live: LiveClass): void {
    // A person who waits to be admitted may not read the journal yet.
    const online = live.status === 'online' && live.snapshot.session !== null;
    if (!online) clearTimeout(this.#again);
    if (online && !this.#online) void this.#load();
    this.#online = online;
  }

  async #load(): Promise<void> {
    try {
      for (let more = true; more && !this.#closed;) {
        const page = await this.#page(this.#next);
        this.#add(page.events);
        this.#next = page.next;
        more = page.more;
      }
    } catch {
      // The timeline has fewer marks until the retry. While the connection is down, a reconnect reads the journal.
      if (this.#online && !this.#closed) this.#again = setTimeout(() => void this.#load(), RETRY_MS);
    }
  }

  #add(events: readonly Event[]): void {
    for (const event of events) this.speaking.add(event);
    const marks = events.filter(isMark);
    if (marks.length === 0) return;
    const known = new Set(this.events.map((event) => event.seq));
    const fresh = marks.filter((event) => !known.has(event.seq));
    if (fresh.length > 0) this.events = [...this.events, ...fresh].sort((a, b) => a.seq - b.seq);
  }
}

/** A failed request is not urgent: class goes on without it. */
const RETRY_MS = 5_000;
