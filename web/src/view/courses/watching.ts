import type { Course, SessionSummary } from '../../protocol/generated';
import { localIn } from '../schedule/when';

/** Whether the reader may watch a class of a course: as one of its people, or because it is open to whoever has its link. */
export function mayWatch(
  { rights, details }: Course,
  { open_until_unix }: Pick<SessionSummary, 'open_until_unix'>,
  now: number,
): boolean {
  const { recordings_until: until, zone } = details;
  const open = open_until_unix !== undefined || (until !== null && localIn(now, zone).date <= until);
  return open || rights.includes('watch_recordings');
}
