/** What the journal of a watched class tells, wherever the cursor is. It grows as the journal is read. */

import { polls } from '../../core/reduce/polls';
import { workOf } from '../../core/reduce/rooms';
import { emptySnapshot } from '../../core/reducer';
import type { Journal } from '../../core/replay';
import type { ChatPolicy, Event, ParticipantId, Poll, Work } from '../../protocol/generated';
import { displayName, isNaming } from '../presence/names';
import { isRoomEvent } from '../rooms/recorded';
import { SpeakingHistory } from '../rooms/speakingHistory';
import { isMark } from '../timeline/chapters';
import { Silences } from './silences';

export class Told {
  readonly #journal: Journal;
  readonly #you: ParticipantId;
  /** Up to here the journal is read, in class time. */
  readTo = $state(0);
  /** All of it is read that there was when its end was read last. */
  loaded = $state(false);
  /** The events on which chapters or marks depend, in order. */
  marks: readonly Event[] = $state.raw([]);
  /** The events that tell which rooms there were, and where this person was. */
  places: readonly Event[] = $state.raw([]);
  /** What was handed in for the tasks of rooms by now. */
  work: readonly Work[] = $state.raw([]);
  /** The polls as they are by now. */
  polls: readonly Poll[] = $state.raw([]);
  /** Who may write to whom by now. */
  chat: ChatPolicy = $state('everyone');
  /** The latest name of everybody who ever joined: chapters name people whom the cursor has not met yet. */
  names: ReadonlyMap<ParticipantId, string> = $state.raw(new Map());
  speaking = new SpeakingHistory();
  silences = new Silences();
  /** What the whole journal makes of the polls. */
  #whole = emptySnapshot();
  #seen = 0;

  constructor(journal: Journal, you: ParticipantId) {
    this.#journal = journal;
    this.#you = you;
  }

  /** All events that are read, in order. The same array grows; {@link readTo} tells when. */
  get events(): readonly Event[] {
    void this.readTo;
    return this.#journal.events;
  }

  /** Takes in what was read since the last time. */
  read(): void {
    const { events, loaded, rewritten } = this.#journal;
    // The journal has become shorter, or says of what was read something else.
    if (events.length < this.#seen || rewritten < this.#seen) this.#forget();
    if (events.length > this.#seen) this.#add(events.slice(this.#seen));
    this.#seen = events.length;
    this.loaded = loaded;
    this.readTo = events.at(-1)?.at ?? 0;
  }

  #add(fresh: readonly Event[]): void {
    for (const event of fresh) {
      this.speaking.add(event);
      this.silences.add(event);
      if (event.kind === 'settings_changed') this.chat = event.settings.chat;
      const change = polls(this.#whole, event);
      if (change) this.#whole = { ...this.#whole, ...change };
    }
    this.polls = this.#whole.polls;
    const places = fresh.filter((event) => isRoomEvent(event, this.#you));
    if (places.length > 0) this.places = [...this.places, ...places];
    const work = fresh.flatMap((event) => (event.kind === 'work_handed_in' ? [workOf(event)] : []));
    if (work.length > 0) this.work = [...this.work, ...work];
    const marks = fresh.filter(isMark);
    if (marks.length > 0) this.marks = [...this.marks, ...marks];
    const named = fresh.filter(isNaming).map((event) => [event.participant, displayName(event)] as const);
    if (named.length > 0) this.names = new Map([...this.names, ...named]);
  }

  #forget(): void {
    this.#seen = 0;
    this.speaking = new SpeakingHistory();
    this.silences = new Silences();
    this.places = [];
    this.work = [];
    this.marks = [];
    this.#whole = emptySnapshot();
    this.polls = [];
    this.chat = 'everyone';
    this.names = new Map();
  }
}
