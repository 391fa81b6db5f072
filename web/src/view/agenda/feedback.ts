/** How class goes for those who are in it. Pure. */

import type { Feedback, GivenFeedback, ParticipantId } from '../../protocol/generated';

/** All kinds, in the order of the menu and the gauge. */
export const FEEDBACK: readonly Feedback[] = ['yes', 'no', 'slower', 'faster', 'confused'];

/** How many say the same. */
export interface FeedbackCount {
  readonly feedback: Feedback;
  readonly count: number;
  /** Of those who are asked, from 0 to 1. */
  readonly share: number;
}

/** The gauge of staff, of so many people who could say something. */
export function gauge(given: readonly GivenFeedback[], people: number): FeedbackCount[] {
  return FEEDBACK.map((feedback) => {
    const count = given.filter((each) => each.feedback === feedback).length;
    return { feedback, count, share: Math.min(1, count / Math.max(1, people)) };
  });
}

/** What one says oneself. */
export function ownFeedback(given: readonly GivenFeedback[], you: ParticipantId | null): Feedback | null {
  return given.find((each) => each.participant === you)?.feedback ?? null;
}
