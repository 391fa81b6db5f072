/** The seat that comes with an account: whoever opens the address of a recording, and never took a seat in its class. */

import { api } from '../../core/http';
import { isOver } from '../../core/phase';
import type { CourseId, CourseSchedule, SessionSummary } from '../../protocol/generated';
import { takeSeat } from '../lobby/seat';

/** What is asked of the server: the classes that a person's own pages show. */
export type Classes = {
  sessions(): Promise<SessionSummary[]>;
  attended(): Promise<SessionSummary[]>;
  courses(): Promise<{ readonly id: CourseId }[]>;
  schedule(course: CourseId): Promise<Pick<CourseSchedule, 'sessions'>>;
};

/** The class that is over or goes on, if it is one of the reader's: their own, one in which they were, or one of their courses. */
export async function ownClass(classes: Classes, id: string): Promise<SessionSummary | undefined> {
  const [own, attended, courses] = await Promise.all([classes.sessions(), classes.attended(), classes.courses()]);
  const schedules = await Promise.all(courses.map((course) => classes.schedule(course.id)));
  const ofCourses = schedules.flatMap(({ sessions }) => sessions.map(({ session }) => session));
  return [...own, ...attended, ...ofCourses].find((session) => session.id === id && session.state !== 'scheduled');
}

/**
 * Takes a seat in the class that is over, where it is one of the reader's. The server refuses whoever may not watch it. Of a class that goes
 * on no seat is taken: its lobby asks first what is recorded of them. Returns such a class.
 */
export async function takeOwnSeat(id: string, name: string): Promise<SessionSummary | undefined> {
  const session = await ownClass(api, id);
  if (session && !isOver(session.state)) return session;
  if (session) await takeSeat(session.code, name, { record_camera: true, record_voice: true });
  return undefined;
}
