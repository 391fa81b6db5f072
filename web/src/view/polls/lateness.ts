/** Until when polls are answered after class. Pure. */

import type { LateAnswers, Poll } from '../../protocol/generated';

/** Whether a poll takes the answers of those who come later, at an instant in Unix ms. */
export const takesLate = ({ late_answers }: Pick<Poll, 'late_answers'>, now: number): boolean =>
  late_answers.late === 'open' || (late_answers.late === 'until' && now < late_answers.unix);

/** How long late answers are taken, as it is said to people: as long as class takes any, until an instant, or no more. */
export type LateState =
  { readonly state: 'open' | 'closed' } | { readonly state: 'until' | 'over'; readonly at: number };

/** What is to be said of a poll's late answers at an instant in Unix ms. */
export function lateState(late: LateAnswers, now = Date.now()): LateState {
  if (late.late !== 'until') return { state: late.late };
  return { state: takesLate({ late_answers: late }, now) ? 'until' : 'over', at: late.unix };
}
