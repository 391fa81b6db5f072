import type {
  Announcement,
  AnnouncementId,
  AnnouncementPage,
  AnnouncementReaders,
  AnnouncementRequest,
  Clip,
  CourseId,
  NewAnnouncement,
  SessionId,
} from '../protocol/generated';
import type { Caller } from './courseRoutes';

/** The routes of what staff of a course tell its members. */
export function announcementRoutes({ get, ask, tell }: Caller) {
  const all = (course: CourseId) => `courses/${encodeURIComponent(course)}/announcements`;
  const one = (course: CourseId, id: AnnouncementId) => `${all(course)}/${encodeURIComponent(id)}`;
  const clips = (course: CourseId) => `courses/${encodeURIComponent(course)}/clips`;

  return {
    /** A page of a course's announcements, the latest first: those before one, else the latest. */
    announcements: (course: CourseId, before?: AnnouncementId) =>
      get<AnnouncementPage>(before === undefined ? all(course) : `${all(course)}?before=${encodeURIComponent(before)}`),
    announce: (course: CourseId, body: AnnouncementRequest) => ask<Announcement>('POST', all(course), body),
    changeAnnouncement: (course: CourseId, id: AnnouncementId, body: AnnouncementRequest) =>
      ask<Announcement>('PUT', one(course, id), body),
    deleteAnnouncement: (course: CourseId, id: AnnouncementId) => tell('DELETE', one(course, id)),
    restoreAnnouncement: (course: CourseId, id: AnnouncementId) =>
      ask<Announcement>('POST', `${one(course, id)}/restore`),
    /** Who has seen one, and who has not. */
    announcementReaders: (course: CourseId, id: AnnouncementId) =>
      get<AnnouncementReaders>(`${one(course, id)}/readers`),
    /** Says that announcements were on the reader's screen. */
    seeAnnouncements: (course: CourseId, announcements: AnnouncementId[]) =>
      tell('POST', `${all(course)}/seen`, { announcements }),
    /** The videos that the reader recorded in a course and that no announcement has, the latest first. */
    unusedClips: (course: CourseId) => get<Clip[]>(clips(course)),
    deleteClip: (course: CourseId, session: SessionId) =>
      tell('DELETE', `${clips(course)}/${encodeURIComponent(session)}`),
    /** What is new in the courses of the person who is signed in. */
    newAnnouncements: () => get<NewAnnouncement[]>('home/announcements'),
  };
}
