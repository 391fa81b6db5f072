/** Keeps, in this tab, the announcement whose video is being recorded on another page. */

import { tabStorage } from '../../core/storage';
import type { AnnouncementId, CourseId, SessionId } from '../../protocol/generated';

/** A video that is being recorded. */
export interface Recording {
  /** The session. */
  readonly session: SessionId;
  /** The announcement that it is for; null for one that is not sent yet. */
  readonly announcement: AnnouncementId | null;
  /** What stands in its form. */
  readonly draft: unknown;
}

const nameOf = (course: CourseId) => `clip.${course}`;

/** Keeps it until {@link forgetRecording}. */
export function keepRecording(course: CourseId, recording: Recording): void {
  tabStorage.writeJson(nameOf(course), recording);
}

/** The video that was being recorded for an announcement of this course. */
export function keptRecording(course: CourseId): Recording | undefined {
  const { session, announcement, draft } = (tabStorage.readJson(nameOf(course)) ?? {}) as Partial<Recording>;
  if (typeof session !== 'string') return undefined;
  return { session, announcement: typeof announcement === 'string' ? announcement : null, draft };
}

/** The video that was being recorded for this announcement, or for one that is not sent yet. */
export function recordingFor(course: CourseId, announcement: AnnouncementId | null): Recording | undefined {
  const kept = keptRecording(course);
  return kept?.announcement === announcement ? kept : undefined;
}

/** Its form has it, or it is not wanted any more. */
export function forgetRecording(course: CourseId): void {
  tabStorage.writeJson(nameOf(course), null);
}
