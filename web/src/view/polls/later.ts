/** How polls are answered after class. */

import type { Answer, LateCount, Poll, PollId } from '../../protocol/generated';
import type { Between, Reasoning } from './rounds';

/** How somebody answers polls after class. */
export interface LaterAnswers {
  /** The polls as they are by now. */
  readonly polls: readonly Poll[];
  /** The time by which deadlines of polls are over, in Unix ms. */
  readonly now: number;
  /** How many answered what later, of the polls whose results the reader may see. */
  readonly counts: readonly LateCount[];
  /** The anonymous polls that the reader answered after class: nobody finds their answers again. */
  readonly answered: readonly PollId[];
  /** Whether class is over: from then on anonymous polls are answered, too. */
  readonly over: boolean;
  /** Sends an answer, and resolves to whether it was taken. */
  readonly send: (poll: PollId, answer: Answer) => Promise<boolean>;
  /** How others reasoned in a part of class. */
  readonly reasoned: (part: Between) => readonly Reasoning[];
  /** Asks whom it convinced. */
  readonly askConvinced: () => Promise<void>;
  /** Says whether it convinced the reader; resolves once that is kept, or said why not. */
  readonly convince: (reasoning: Reasoning, convinced: boolean) => Promise<unknown>;
  /** Goes to the moment of a poll, and shows it there. */
  readonly goTo: (poll: Poll) => void;
  /** Plays a part of class. */
  readonly play: (part: Between) => void;
  /** Hears when somebody begins to answer, and when that is over, where playback waits for it. */
  readonly waits?: { begin: (poll: PollId) => void; end: (poll: PollId) => void };
}
