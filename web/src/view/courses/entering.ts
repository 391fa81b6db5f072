import type { Course } from '../../protocol/generated';

/** Whether the reader comes into classes of a course: as one of its people, or as a guest where those are let in. */
export function mayEnter({ rights, details }: Pick<Course, 'rights' | 'details'>): boolean {
  return details.guests_allowed || rights.includes('teach_class') || rights.includes('attend_class');
}
