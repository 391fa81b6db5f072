/** How somebody answers the polls of a class at a moved cursor. */

import { api } from '../../core/http';
import { isOver } from '../../core/phase';
import type { SavedSeat } from '../../core/seats';
import type { Poll, PollId, Thread } from '../../protocol/generated';
import { done } from '../kit/done';
import { Convincing } from '../polls/convinced.svelte';
import type { LaterAnswers } from '../polls/later';
import { takesLate } from '../polls/lateness';
import { hasAnswered, isLate } from '../polls/polls';
import { reasonings } from '../polls/rounds';
import type { WatchRoom } from './watchRoom.svelte';

export class Answering {
  readonly #room: WatchRoom;
  readonly #seat: SavedSeat;
  readonly #goes: Pick<LaterAnswers, 'goTo' | 'play' | 'waits'>;
  readonly #threads: () => readonly Thread[];
  readonly #convincing: Convincing;

  /** Whoever is asked in class does later what they missed of it, before they see what the class answered. */
  readonly takesPart: boolean = $derived.by(() => {
    const { state, session } = this.#room;
    return state !== 'closed' && (session?.role === 'student' || session?.role === 'guest');
  });
  /** How they answer; undefined for whoever is not asked. */
  readonly later: LaterAnswers | undefined = $derived.by(() => (this.takesPart ? this.#later() : undefined));
  /** The polls up to the cursor that wait for their answer. */
  readonly met: readonly Poll[] = $derived.by(() => {
    const { pollsLeft, position } = this.#room;
    return this.takesPart ? pollsLeft.filter(({ at }) => at <= position) : [];
  });

  /**
   * @param goes what leads to a poll, plays a part of class, and waits for an answer
   * @param threads what is discussed of the class
   */
  constructor(
    room: WatchRoom,
    seat: SavedSeat,
    goes: Pick<LaterAnswers, 'goTo' | 'play' | 'waits'>,
    threads: () => readonly Thread[],
  ) {
    this.#room = room;
    this.#seat = seat;
    this.#goes = goes;
    this.#threads = threads;
    this.#convincing = new Convincing(api, seat.session);
  }

  /** Whether a poll takes an answer of theirs, or another one in its place. */
  takes(id: PollId): boolean {
    const { polls, nowUnix, state } = this.#room;
    const poll = polls.find((one) => one.id === id);
    if (!poll || !this.takesPart) return false;
    const you = this.#seat.participant;
    const may = !hasAnswered(poll, you) || (isLate(poll, you) && !poll.quiz);
    // A closed anonymous one takes answers once class is over.
    const later = takesLate(poll, nowUnix) && (!poll.question.anonymous || (state !== undefined && isOver(state)));
    return may && (poll.closed === null || later);
  }

  #later(): LaterAnswers {
    const room = this.#room;
    const convincing = this.#convincing;
    return {
      ...this.#goes,
      polls: room.polls,
      now: room.nowUnix,
      counts: room.session?.late_counts ?? [],
      answered: room.session?.answered_later ?? [],
      over: room.state !== undefined && isOver(room.state),
      send: async (poll, answer) => {
        const taken = await done(room.answer(poll, answer));
        if (taken) this.#goes.waits?.end(poll);
        return taken;
      },
      reasoned: (part) =>
        reasonings(part, {
          events: room.events,
          threads: this.#threads(),
          convinced: convincing.list,
          nameOf: (id) => room.nameOf(id),
          you: this.#seat.participant,
        }),
      askConvinced: () => convincing.load(),
      convince: ({ reasoned }, convinced) => done(convincing.set(reasoned, convinced)),
    };
  }
}
