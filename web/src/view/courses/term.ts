/** The days of planned classes, and the term of their course. Pure. */

import type { CourseSession } from '../../protocol/generated';
import { isPlanned } from '../schedule/sessions';

/** The days of the classes that are planned and are going to be, in their zone. */
export const daysOfClasses = (sessions: readonly CourseSession[]): string[] =>
  sessions
    .filter(isPlanned)
    .filter(({ session, plan }) => session.state === 'scheduled' && plan.cancelled === null)
    .map(({ plan }) => plan.time.start.slice(0, 10));

/** How many of these days are before a term begins, or after it ends. */
export const outsideTerm = (days: readonly string[], { from, to }: { from: string; to: string }): number =>
  days.filter((day) => (from !== '' && day < from) || (to !== '' && day > to)).length;
