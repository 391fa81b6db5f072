import type { Event, ParticipantId, RoomId } from '../../protocol/generated';

/**
 * Knows for any moment of class who has spoken since the breakout rooms opened. Events may come twice; events of one
 * kind come in order.
 */
export class SpeakingHistory {
  /** The stretches in which any rooms were open. */
  readonly #openings: { from: number; to: number; first: Map<ParticipantId, number> }[] = [];
  readonly #open = new Set<RoomId>();
  #last = 0;

  /** Takes an event. */
  add(event: Event): void {
    if (event.kind === 'speaking') {
      const opening = this.#at(event.at);
      const known = opening?.first.get(event.participant) ?? Infinity;
      if (event.speaking && event.at < known) opening?.first.set(event.participant, event.at);
      return;
    }
    if ((event.kind !== 'rooms_opened' && event.kind !== 'rooms_closed') || event.seq <= this.#last) return;
    this.#last = event.seq;
    if (event.kind === 'rooms_opened') {
      if (this.#open.size === 0) this.#openings.push({ from: event.at, to: Infinity, first: new Map() });
      for (const room of event.rooms) this.#open.add(room.id);
    } else {
      for (const room of event.rooms) this.#open.delete(room);
      const opening = this.#openings[this.#openings.length - 1];
      if (opening && this.#open.size === 0) opening.to = event.at;
    }
  }

  /** The people who have spoken in the rooms that are open at a moment, up to it. */
  spoken(now: number): ReadonlySet<ParticipantId> {
    const first = [...(this.#at(now)?.first ?? [])];
    return new Set(first.filter(([, at]) => at <= now).map(([id]) => id));
  }

  #at(time: number) {
    return this.#openings.findLast(({ from, to }) => from <= time && time < to);
  }
}
