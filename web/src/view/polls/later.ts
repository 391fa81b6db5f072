/** How polls are answered after class. */

import type { Answer, Poll, PollId } from '../../protocol/generated';
import type { Between, Reasoning } from './rounds';

/** How somebody answers polls after class. */
export interface LaterAnswers {
  /** The polls as they are by now. */
  readonly polls: readonly Poll[];
  /** Sends an answer, and resolves to whether it was taken. */
  readonly send: (poll: PollId, answer: Answer) => Promise<boolean>;
  /** How others reasoned in a part of class. */
  readonly reasoned: (part: Between) => readonly Reasoning[];
  /** Plays a part of class. */
  readonly play: (part: Between) => void;
}
