import type { CourseId, CourseInsights, InsightsOfClass, SessionId } from '../protocol/generated';
import type { Caller } from './courseRoutes';

/** The routes of what staff learn of their classes. */
export function insightRoutes({ get }: Caller) {
  return {
    /** What the classes of a course that are over tell of its students. */
    courseInsights: (id: CourseId) => get<CourseInsights>(`courses/${encodeURIComponent(id)}/insights`),
    /** What a class of a course tells of them. */
    classInsights: (id: SessionId) => get<InsightsOfClass>(`sessions/${encodeURIComponent(id)}/insights`),
  };
}
