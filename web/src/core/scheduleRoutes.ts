import type { Caller } from './courseRoutes';
import type {
  CalendarLink,
  CancelSession,
  ChangePlan,
  ChangeScope,
  CourseId,
  CourseSchedule,
  Deadlines,
  Extension,
  GiveExtension,
  Home,
  MemberId,
  PlanPreview,
  PlanSessions,
  SessionId,
} from '../protocol/generated';

/** The routes of what is planned: the sessions of courses, what comes next, and calendars for other programs. */
export function scheduleRoutes({ get, ask, tell }: Caller) {
  const course = (id: CourseId) => `courses/${encodeURIComponent(id)}`;
  const plan = (id: SessionId) => `sessions/${encodeURIComponent(id)}/plan`;
  const extensions = (id: SessionId) => `sessions/${encodeURIComponent(id)}/extensions`;
  const calendar = (id: CourseId | undefined) => `${id === undefined ? 'account' : course(id)}/calendar`;

  return {
    /** What comes, and what was lately, in the courses of the person who is signed in. */
    home: () => get<Home>('home'),
    /** Says that the person has read that recordings of theirs are open to fewer people now. */
    toldOfNarrowed: () => tell('DELETE', 'home/narrowed'),
    /** Who has more time for a class than the deadline of all. */
    extensionsOfClass: (id: SessionId) => get<Extension[]>(extensions(id)),
    /** For which classes somebody of the roster has more time. */
    extensionsOfMember: (id: CourseId, member: MemberId) =>
      get<Extension[]>(`${course(id)}/roster/${member}/extensions`),
    giveExtension: (id: SessionId, member: MemberId, body: GiveExtension) =>
      tell('PUT', `${extensions(id)}/${member}`, body),
    endExtension: (id: SessionId, member: MemberId) => tell('DELETE', `${extensions(id)}/${member}`),
    /** All sessions of a course. */
    schedule: (id: CourseId) => get<CourseSchedule>(`${course(id)}/schedule`),
    planSessions: (id: CourseId, body: PlanSessions) => ask<CourseSchedule>('POST', `${course(id)}/schedule`, body),
    /** Which sessions a plan would make. */
    previewPlan: (id: CourseId, body: PlanSessions) => ask<PlanPreview>('POST', `${course(id)}/schedule/preview`, body),
    changePlan: (id: SessionId, body: ChangePlan) => ask<CourseSchedule>('PATCH', plan(id), body),
    cancelSession: (id: SessionId, body: CancelSession) => ask<CourseSchedule>('POST', `${plan(id)}/cancel`, body),
    restoreSession: (id: SessionId) => ask<CourseSchedule>('POST', `${plan(id)}/restore`),
    /** Deletes planned sessions in which nobody was. */
    deletePlan: (id: SessionId, scope: ChangeScope) => ask<CourseSchedule>('DELETE', `${plan(id)}?scope=${scope}`),
    changeDeadlines: (id: CourseId, body: Deadlines) => ask<CourseSchedule>('PUT', `${course(id)}/deadlines`, body),
    /** Whether there is a link to a calendar: of a course, else of all courses of the person who is signed in. */
    calendarLink: (id?: CourseId) => get<CalendarLink>(calendar(id)),
    /** Makes a link to a calendar; the former one ends. */
    makeCalendarLink: (id?: CourseId) => ask<CalendarLink>('POST', calendar(id)),
    endCalendarLink: (id?: CourseId) => tell('DELETE', calendar(id)),
  };
}
