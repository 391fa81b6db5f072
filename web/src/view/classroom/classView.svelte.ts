/** A class as runes. Every component of the Classroom and of Watch reads it. */

import type { ClassSource } from '../../core/source';
import type { Action, Participant, ParticipantId, Role, RoomId, Snapshot } from '../../protocol/generated';
import { chatIn } from '../chat/messages';
import { permittedNow, type Actor } from '../moderation/permissions';
import { displayName } from '../presence/names';
import type { Profiles } from '../presence/profiles.svelte';
import { handQueue, isStaff, personOf, presentIn, roomOf } from '../presence/people';
import { nextSpeaker, NOBODY, type SpeakerState } from '../stage/speaker';

/** The person who uses the page, and their permissions there. */
export interface Reader {
  /** Their seat. */
  readonly you: ParticipantId | null;
  /** The permissions of their role; none on Watch. */
  readonly may: ReadonlySet<Action>;
  /** The room that they look at, if it is not the one they are in. */
  readonly room?: RoomId;
  /** The class is live and the reader is in it. */
  readonly live: boolean;
}

/** How often the clock of the page moves, in milliseconds: reactions fade and the speaker changes with it. */
const TICK_MS = 250;

/** A person's identity. */
type Known = Pick<Participant, 'name' | 'role'>;

/** Follows a source until it is closed. */
export class ClassView {
  /** The state at the cursor. */
  snapshot: Snapshot = $state.raw()!;
  /** Class time at the cursor, in milliseconds; moves in ticks. */
  now = $state(0);
  /** The person who uses the page. */
  reader: Reader = $state.raw()!;
  #speaker: SpeakerState = $state.raw(NOBODY);

  readonly you = $derived(this.reader.you);
  readonly self = $derived(personOf(this.snapshot, this.reader.you));
  /** The reader is an instructor or assistant. */
  readonly staff = $derived(this.self !== undefined && isStaff(this.self.role));
  /** The reader, as the rules about permissions take them. */
  readonly actor: Actor = $derived({ rolePermissions: this.reader.may, snapshot: this.snapshot, self: this.self });
  /** The reader's permissions now. */
  readonly may = $derived(permittedNow(this.actor));
  readonly room = $derived(roomOf(this.snapshot, this.reader.you, this.reader.room));
  /** The messages that are shown in the room. */
  readonly chat = $derived(chatIn(this.snapshot.chat, this.room.id));
  readonly people = $derived(presentIn(this.snapshot, this.room));
  /** The people who can be called next in the room, in order. */
  readonly hands = $derived(handQueue(this.people, this.room));
  readonly speaker = $derived(this.#speaker.current);
  readonly #known = $derived.by(() => this.#sameKnown(this.snapshot.participants));

  #knownBefore: ReadonlyMap<ParticipantId, Known> = new Map();
  readonly #source: ClassSource;
  readonly #read: () => Reader;
  /** What the accounts of the people say of them. */
  readonly profiles: Profiles | undefined;
  readonly #stop: () => void;

  /** @param reader Called at every change, since a welcome may change the reader. */
  constructor(source: ClassSource, reader: () => Reader, profiles?: Profiles) {
    this.#source = source;
    this.profiles = profiles;
    this.#read = reader;
    this.#update();
    const unsubscribe = source.subscribe(() => this.#update());
    const timer = setInterval(() => this.#tick(), TICK_MS);
    this.#stop = () => {
      unsubscribe();
      clearInterval(timer);
    };
  }

  /** The name of a person with the number of a namesake, also after they left: no two have the same. Empty if unknown. */
  nameOf(id: ParticipantId): string {
    return this.#known.get(id)?.name ?? '';
  }

  /** The role of a person, also after they left. */
  roleOf(id: ParticipantId): Role | undefined {
    return this.#known.get(id)?.role;
  }

  /** Reads the reader again. */
  refresh(): void {
    this.#update();
  }

  /** Stops following. */
  close(): void {
    this.#stop();
    this.profiles?.close();
  }

  /** Names and roles, in the same object while they are equal: a long chat is not drawn anew because somebody coughs. */
  #sameKnown(people: readonly Participant[]): ReadonlyMap<ParticipantId, Known> {
    const before = this.#knownBefore;
    const isKnown = (person: Participant) => {
      const known = before.get(person.id);
      return known?.name === displayName(person) && known?.role === person.role;
    };
    if (before.size !== people.length || !people.every(isKnown)) {
      this.#knownBefore = new Map(
        people.map((person) => [person.id, { name: displayName(person), role: person.role }]),
      );
    }
    return this.#knownBefore;
  }

  #update(): void {
    this.snapshot = this.#source.snapshot;
    this.profiles?.meet(this.snapshot.participants);
    const reader = this.#read();
    const before = this.reader;
    const same = before && before.you === reader.you && before.may === reader.may && before.live === reader.live;
    if (!same || before.room !== reader.room) this.reader = reader;
    this.#tick();
  }

  #tick(): void {
    this.now = this.#source.now();
    const except = this.reader.live ? this.reader.you : null;
    this.#speaker = nextSpeaker(this.#speaker, this.people, this.now, except);
  }
}
