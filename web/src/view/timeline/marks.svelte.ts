/** The events of the timeline in a live class: read once from the journal, then followed. */

import type { Api } from '../../core/http';
import type { LiveClass } from '../../core/live';
import type { SavedSeat } from '../../core/seats';
import type { Event, ParticipantId } from '../../protocol/generated';
import { isPresence } from '../missed/missed';
import { isRoomEvent } from '../rooms/recorded';
import { SpeakingHistory } from '../rooms/speakingHistory';
import { isMark } from './chapters';

/** Follows until it is closed. */
export class LiveMarks {
  /** The events on which chapters or marks depend, in order. */
  events: readonly Event[] = $state.raw([]);
  /** Those of them that tell where this person was. */
  places: readonly Event[] = $state.raw([]);
  /** Those that tell when this person was here. */
  presence: readonly Event[] = $state.raw([]);
  /** The people who have spoken in breakout rooms. */
  readonly speaking = new SpeakingHistory();

  readonly #stop: (() => void)[];
  readonly #you: ParticipantId;
  readonly #page: (from: number) => ReturnType<Api['journal']>;
  /** The numbers of the events. */
  readonly #known = new Set<number>();
  readonly #present = new Set<number>();
  #next = 0;
  #online = false;
  #closed = false;
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(live: LiveClass, api: Pick<Api, 'journal'>, { session, token, participant }: SavedSeat) {
    this.#you = participant;
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
    const own = events.filter((event) => isPresence(event, this.#you) && !this.#present.has(event.seq));
    for (const { seq } of own) this.#present.add(seq);
    if (own.length > 0) this.presence = merged(this.presence, own);
    const fresh = events.filter((event) => isMark(event) && !this.#known.has(event.seq));
    if (fresh.length === 0) return;
    for (const { seq } of fresh) this.#known.add(seq);
    this.events = merged(this.events, fresh);
    const places = fresh.filter((event) => isRoomEvent(event, this.#you));
    if (places.length > 0) this.places = merged(this.places, places);
  }
}

/** Nearly always the fresh events follow the others. */
function merged(events: readonly Event[], fresh: readonly Event[]): Event[] {
  const all = [...events, ...fresh];
  return (events.at(-1)?.seq ?? -1) < fresh[0]!.seq ? all : all.sort((a, b) => a.seq - b.seq);
}

/** A failed request is not urgent: class goes on without it. */
const RETRY_MS = 5_000;
