/**
 * Keeps, in this tab, what is written while its video is being recorded on another page: an announcement, a reply of a board, or which stretch
 * of a recording a new take is for.
 */

import { tabStorage } from '../../core/storage';
import type { AnnouncementId, CourseId, PostId, SessionId } from '../../protocol/generated';

/** A video that is being recorded. */
export interface Recording {
  /** The session. */
  readonly session: SessionId;
  /**
   * What it is for: an announcement, null for one that is not sent yet; for a reply, the thread, or the post that is changed; or the class whose
   * stretch it replaces.
   */
  readonly of: AnnouncementId | PostId | SessionId | null;
  /** The page with its form, if that is not the course's. */
  readonly page?: string;
  /** What stands in its form. */
  readonly draft: unknown;
}

const nameOf = (course: CourseId) => `clip.${course}`;

/** Keeps it until {@link forgetRecording}. */
export function keepRecording(course: CourseId, recording: Recording): void {
  tabStorage.writeJson(nameOf(course), recording);
}

/** The video that was being recorded for something of this course. */
export function keptRecording(course: CourseId): Recording | undefined {
  const { session, of, page, draft } = (tabStorage.readJson(nameOf(course)) ?? {}) as Partial<Recording>;
  if (typeof session !== 'string') return undefined;
  return { session, of: typeof of === 'string' ? of : null, ...(typeof page === 'string' && { page }), draft };
}

/** The video that was being recorded for this; null is an announcement that is not sent yet. */
export function recordingFor(course: CourseId, of: Recording['of']): Recording | undefined {
  const kept = keptRecording(course);
  return kept?.of === of ? kept : undefined;
}

/** Its form has it, or it is not wanted any more. */
export function forgetRecording(course: CourseId): void {
  tabStorage.writeJson(nameOf(course), null);
}
