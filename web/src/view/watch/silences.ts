/**
 * Stretches of a class in which nothing is to be heard. What the recorder measured of the sound decides where it is known;
 * speaking events, which clients make of what they take for speech, are hints for the rest. Pure.
 */

import type { Measured } from '../../media/player/mix-sound';
import type { Event, ParticipantId, RoomId } from '../../protocol/generated';
import { MAIN_ROOM } from '../rooms/rooms';
import { joined } from './skips';
import { outsideOf } from './takeOn';
import type { Stretch } from './watching';

/** Shorter silences belong to speech. */
export const SHORTEST_SILENCE_MS = 3_000;

interface RoomSound {
  /** Who speaks, and whose screen sounds. */
  readonly sources: Set<string>;
  /** Whose screens sound. */
  readonly films: Set<ParticipantId>;
  /** Since when a screen sounds, while one does. */
  filmSince: number;
  /** When screens sounded. */
  readonly shown: Stretch[];
  /** Since when there is silence, while there is. */
  since: number;
  readonly silences: Stretch[];
}

/** Folds the journal into the silences of each room. A screen that is shared with its sound is never silent. */
export class Silences {
  readonly #rooms = new Map<RoomId, RoomSound>();
  readonly #places = new Map<ParticipantId, RoomId>();

  /** Takes the next event. */
  add(event: Event): void {
    switch (event.kind) {
      case 'joined':
      case 'moved':
        this.#quiet(event.participant, event.at);
        this.#places.set(event.participant, event.room);
        break;
      case 'left':
        this.#quiet(event.participant, event.at);
        break;
      case 'away_changed':
        if (event.away) this.#quiet(event.participant, event.at);
        break;
      case 'speaking':
        this.#sounds(event.participant, 'voice', event.speaking, event.at);
        break;
      case 'track_changed':
        if (event.source === 'screen_audio') {
          this.#sounds(event.participant, 'screen', event.state === 'on', event.at);
        } else if (event.source === 'microphone' && event.state !== 'on') {
          // Who is muted does not speak, and no event says so.
          this.#sounds(event.participant, 'voice', false, event.at);
        }
        break;
      case 'interrupted':
        // What the server did not hear is no silence.
        for (const room of this.#rooms.values()) {
          if (room.sources.size === 0) this.#end(room, event.from);
          room.sources.clear();
          for (const film of [...room.films]) this.#film(room, film, false, event.from);
          room.since = event.to;
        }
        break;
    }
  }

  /** The silences of a room, in order. The last ends at `edge`, if it goes on. */
  of(id: RoomId, edge: number, { measured, quiet }: Measured = UNMEASURED): readonly Stretch[] {
    const room = this.#room(id);
    const open = { from: room.since, to: edge };
    const goesOn = room.sources.size === 0 && open.to - open.from >= SHORTEST_SILENCE_MS;
    const told = goesOn ? [...room.silences, open] : room.silences;
    if (measured.length === 0) return told;
    // Whoever watches a film hears its pauses, too.
    const films = room.films.size > 0 ? [...room.shown, { from: room.filmSince, to: edge }] : room.shown;
    // A short pause is a part of a silence only where it goes on in what nobody measured.
    const ends = new Set(measured.flatMap(({ from, to }) => [from, to]));
    const pauses = quiet.filter(({ from, to }) => to - from >= SHORTEST_SILENCE_MS || ends.has(from) || ends.has(to));
    const all = joined([...outsideOf(measured, told), ...outsideOf(films, pauses)]);
    return all.filter(({ from, to }) => to - from >= SHORTEST_SILENCE_MS);
  }

  #sounds(who: ParticipantId, what: 'voice' | 'screen', on: boolean, at: number): void {
    const room = this.#room(this.#places.get(who) ?? MAIN_ROOM);
    const source = `${who} ${what}`;
    if (what === 'screen') this.#film(room, who, on, at);
    const was = room.sources.size;
    if (on) room.sources.add(source);
    else room.sources.delete(source);
    if (was === 0 && room.sources.size > 0) this.#end(room, at);
    else if (was > 0 && room.sources.size === 0) room.since = at;
  }

  #film(room: RoomSound, who: ParticipantId, on: boolean, at: number): void {
    const was = room.films.size;
    if (on) room.films.add(who);
    else room.films.delete(who);
    if (was === 0 && room.films.size > 0) room.filmSince = at;
    else if (was > 0 && room.films.size === 0) room.shown.push({ from: room.filmSince, to: at });
  }

  #quiet(who: ParticipantId, at: number): void {
    this.#sounds(who, 'voice', false, at);
    this.#sounds(who, 'screen', false, at);
  }

  #end(room: RoomSound, at: number): void {
    if (at - room.since >= SHORTEST_SILENCE_MS) room.silences.push({ from: room.since, to: at });
  }

  #room(id: RoomId): RoomSound {
    let room = this.#rooms.get(id);
    if (!room) this.#rooms.set(id, (room = newRoom()));
    return room;
  }
}

/** Of a recording that was made before the recorder measured anything. */
export const UNMEASURED: Measured = { measured: [], quiet: [] };

const newRoom = (): RoomSound => ({
  sources: new Set(),
  films: new Set(),
  filmSince: 0,
  shown: [],
  since: 0,
  silences: [],
});
