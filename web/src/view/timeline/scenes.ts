/** The scenes on the stage of each room, event by event. Chapters are made of them. */

import type { Activity, Event, ParticipantId, PollId, RoomId, Source } from '../../protocol/generated';
import { MAIN_ROOM } from '../rooms/rooms';

/**
 * The kinds of scenes and chapters. `open` is faces alone; `start` is faces alone that nothing was before, and `resumed` is what of it is
 * behind a gap; `named` is what staff gave a name, whatever is to be seen.
 */
export type ChapterKind =
  'start' | 'screen' | 'spotlight' | 'rooms' | 'poll' | 'open' | 'gap' | 'resumed' | 'named' | 'take';

/** The state of a room's stage at a moment. */
export interface Scene {
  readonly kind: ChapterKind;
  /** The person whose screen or spotlight it is. */
  readonly participant?: ParticipantId;
  /** The open poll. */
  readonly poll?: AskedPoll;
  /** The running activity. */
  readonly activity?: Activity;
}

/** A poll while it is open. */
interface AskedPoll {
  /** The room that is asked; null for all. */
  readonly room: RoomId | null;
  readonly at: number;
  readonly text: string;
}

interface Spotlight {
  readonly participant: ParticipantId;
  readonly source: Source;
  readonly at: number;
}

/** Faces alone. */
const NOTHING: Scene = { kind: 'open' };

/** The scenes of all rooms. Takes the events for which `isMark` is true, in order. */
export class Scenes {
  /** The people who share a screen, and since when; oldest first. */
  readonly #screens = new Map<ParticipantId, number>();
  readonly #spotlights = new Map<RoomId, Spotlight>();
  readonly #places = new Map<ParticipantId, RoomId>();
  readonly #rooms = new Set<RoomId>();
  /** The open polls, oldest first. */
  readonly #polls = new Map<PollId, AskedPoll>();
  #roomsSince = 0;
  #activity: Activity | undefined;

  /** Whether a person is in a room by now. */
  isIn(participant: ParticipantId, room: RoomId): boolean {
    return this.#places.get(participant) === room;
  }

  apply(event: Event): void {
    switch (event.kind) {
      case 'joined':
      case 'moved':
        this.#placed(event.participant, event.room);
        if (event.kind === 'joined') this.#screens.delete(event.participant);
        break;
      case 'left':
        this.#placed(event.participant, MAIN_ROOM);
        this.#screens.delete(event.participant);
        break;
      case 'track_changed':
        if (event.state === 'off') this.#ended(event.participant, event.source);
        if (event.source === 'screen') this.#shared(event.participant, event.state === 'on', event.at);
        break;
      case 'spotlight_set':
        if (event.target) this.#spotlights.set(event.room, { ...event.target, at: event.at });
        else this.#spotlights.delete(event.room);
        break;
      case 'rooms_opened':
        if (this.#rooms.size === 0) this.#roomsSince = event.at;
        for (const { id } of event.rooms) this.#rooms.add(id);
        break;
      case 'rooms_closed':
        for (const id of event.rooms) this.#rooms.delete(id);
        break;
      case 'poll_started':
        this.#polls.set(event.poll, { room: event.room, at: event.at, text: event.question.text });
        break;
      case 'poll_closed':
        this.#polls.delete(event.poll);
        break;
      case 'activity_started':
        this.#activity = event.activity;
        break;
      case 'activity_ended':
        this.#activity = undefined;
        break;
    }
  }

  /** The scene of a room now. */
  of(room: RoomId): Scene {
    const scene = this.#asked(room) ?? this.#picture(room).scene;
    return this.#activity ? { ...scene, activity: this.#activity } : scene;
  }

  /** The newest open poll that asks the room, unless the picture is newer. */
  #asked(room: RoomId): Scene | undefined {
    const poll = [...this.#polls.values()].findLast((poll) => poll.room === null || poll.room === room);
    return poll && poll.at >= this.#picture(room).since ? { kind: 'poll', poll } : undefined;
  }

  #picture(room: RoomId): { scene: Scene; since: number } {
    // A screen that was on in the main room before the others left it is not the subject of class any more.
    const apart = this.#rooms.size > 0;
    const since = room === MAIN_ROOM && apart ? this.#roomsSince : 0;
    const here = [...this.#screens].filter(([who, at]) => at >= since && this.#placeOf(who) === room);
    const spotlight = this.#spotlights.get(room);
    const lit = spotlight && spotlight.at >= since ? spotlight : undefined;
    const screen = here.find(([who]) => lit?.source === 'screen' && lit.participant === who) ?? here.at(-1);
    if (screen) return { scene: { kind: 'screen', participant: screen[0] }, since: screen[1] };
    if (lit) return { scene: { kind: 'spotlight', participant: lit.participant }, since: lit.at };
    if (apart) return { scene: { kind: 'rooms' }, since: this.#roomsSince };
    return { scene: NOTHING, since: 0 };
  }

  #placeOf(who: ParticipantId): RoomId {
    return this.#places.get(who) ?? MAIN_ROOM;
  }

  /** A person who changes rooms takes their screen with them, and leaves the spotlight. */
  #placed(who: ParticipantId, room: RoomId): void {
    this.#ended(who);
    this.#places.set(who, room);
  }

  #shared(who: ParticipantId, on: boolean, at: number): void {
    this.#screens.delete(who);
    if (on) this.#screens.set(who, at);
  }

  /** Ends the spotlights on a person: on one track, or on any. */
  #ended(who: ParticipantId, source?: Source): void {
    for (const [room, target] of this.#spotlights) {
      if (target.participant === who && (!source || target.source === source)) this.#spotlights.delete(room);
    }
  }
}
