/** The sessions of a course, as its page lists them. Pure. */

import { isOver } from '../../core/phase';
import type { CourseSession, SessionPlan } from '../../protocol/generated';

const DAY_MS = 24 * 60 * 60_000;

/** A session with a date. */
export type Planned = CourseSession & { readonly plan: SessionPlan };

/** The sessions of a course by what can be done with them. */
export type Sorted = {
  readonly live: readonly CourseSession[];
  /** Started lately and not begun: their lobby is open. */
  readonly opened: readonly CourseSession[];
  /** Planned, and not over; the next one first. */
  readonly coming: readonly Planned[];
  /** Those that were, those whose time has passed without class, and those that nobody has begun in a day; the latest first. */
  readonly past: readonly CourseSession[];
  /** The study room, while anybody is in it. */
  readonly study: CourseSession | undefined;
  /** Lectures that were recorded alone, or are to be; the latest first. */
  readonly lectures: readonly CourseSession[];
};

/** Sorts sessions that are in the order of their starts. */
export function sorted(sessions: readonly CourseSession[], now: number): Sorted {
  const lectures = sessions.filter(({ session }) => session.kind === 'lecture');
  const classes = sessions.filter(({ session }) => session.kind === undefined);
  const live = classes.filter(({ session }) => session.state === 'live');
  const opened = classes.filter((each) => isOpened(each, now));
  const coming = classes.filter(isPlanned).filter((each) => isComing(each, now));
  const rooms = sessions.filter(({ session }) => session.kind === 'study');
  const study = rooms.find(({ session }) => session.state === 'live');
  // What was recorded of a study room is watched as a class is.
  const held = sessions.filter(({ session }) => session.kind === undefined || isStudied(session));
  const past = held.filter((each) => each.session.state !== 'live' && !isComing(each, now) && !isOpened(each, now));
  return { live, opened, coming, past: past.toReversed(), study, lectures: lectures.toReversed() };
}

const isStudied = ({ kind, state, unrecorded }: CourseSession['session']) =>
  kind === 'study' && isOver(state) && !unrecorded;

/** Whether a session has a date. */
export function isPlanned(entry: CourseSession): entry is Planned {
  return entry.plan !== null;
}

/** Whether a session is planned and its time is not over. */
export function isComing({ session, plan }: CourseSession, now: number): boolean {
  return plan !== null && session.state === 'scheduled' && plan.end_unix > now;
}

/** Whether a session was started without a date, and nobody has begun it so far. Who started it a day ago has forgotten it. */
function isOpened({ session, plan }: CourseSession, now: number): boolean {
  return plan === null && session.state === 'scheduled' && session.created_unix > now - DAY_MS;
}

/** Whether somebody can go in: it is not cancelled, and not over. */
export function isOpen({ session, plan }: CourseSession): boolean {
  return !isOver(session.state) && (plan === null || plan.cancelled === null);
}

/** The way in stands out from a day before a session on: whoever goes in earlier may begin it. */
export function isNear({ session, plan }: CourseSession, now: number): boolean {
  return session.state === 'live' || plan === null || plan.start_unix < now + DAY_MS;
}

/** Until when a session is to be watched, in a course of that zone; `more` has the days that only the reader was given. */
export function dueOf({ due_unix: unix, extension_days: more }: CourseSession, zone: string) {
  return unix === null ? undefined : { unix, zone, more };
}

/** The next session that takes place. */
export function nextOf<One extends CourseSession>(coming: readonly One[]): One | undefined {
  return coming.find(isOpen);
}

/** Whether other sessions of the series come after this one. */
export function hasFollowing({ plan }: Planned, sessions: readonly CourseSession[]): boolean {
  return sessions.some(({ plan: other }) => other?.series === plan.series && other.original > plan.original);
}
