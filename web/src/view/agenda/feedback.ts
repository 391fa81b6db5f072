/** Feedback of students on how class goes. Pure. */

import type { Feedback, GivenFeedback, ParticipantId } from '../../protocol/generated';

/** All kinds, in the order of the menu and the gauge. */
export const FEEDBACK: readonly Feedback[] = ['yes', 'no', 'slower', 'faster', 'confused'];

/** How many people give the same feedback. */
export interface FeedbackCount {
  readonly feedback: Feedback;
  readonly count: number;
  /** Their share of all who can give feedback, from 0 to 1. */
  readonly share: number;
}

/** The counts for staff; `people` is how many can give feedback. */
export function gauge(given: readonly GivenFeedback[], people: number): FeedbackCount[] {
  return FEEDBACK.map((feedback) => {
    const count = given.filter((each) => each.feedback === feedback).length;
    return { feedback, count, share: Math.min(1, count / Math.max(1, people)) };
  });
}

/** This person's own feedback. */
export function ownFeedback(given: readonly GivenFeedback[], you: ParticipantId | null): Feedback | null {
  return given.find((each) => each.participant === you)?.feedback ?? null;
}
