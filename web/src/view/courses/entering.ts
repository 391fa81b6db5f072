import type { Course, SessionSummary } from '../../protocol/generated';

/**
 * Whether the reader comes into a class of a course: as one of its people, or as a guest where those are let in. Students study among
 * themselves, and a lecture is recorded by staff alone; `access::role_in` decides the same.
 */
export function mayEnter(
  { rights, details }: Pick<Course, 'rights' | 'details'>,
  { kind }: Pick<SessionSummary, 'kind'>,
): boolean {
  if (kind === 'lecture') return rights.includes('teach_class');
  if (kind === 'study') return rights.includes('study_together');
  return details.guests_allowed || rights.includes('teach_class') || rights.includes('attend_class');
}
