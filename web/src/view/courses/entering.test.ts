import { expect, test } from 'vitest';
import type { Course, CourseAction, SessionKind } from '../../protocol/generated';
import { mayEnter } from './entering';

test('who is of a course comes into its classes; others where guests are let in', () => {
  const may = (rights: CourseAction[], guests_allowed = false, kind?: SessionKind) =>
    mayEnter({ rights, details: { guests_allowed } as Course['details'] }, { kind });
  expect(may(['see_course', 'teach_class'])).toBe(true);
  expect(may(['see_course', 'attend_class'])).toBe(true);
  expect(may(['see_course', 'change_course'])).toBe(false);
  expect(may(['see_course', 'change_course'], true)).toBe(true);
  expect(may(['see_course', 'attend_class'], true, 'study')).toBe(false);
  expect(may(['see_course', 'attend_class', 'study_together'], false, 'study')).toBe(true);
  expect(may(['see_course', 'attend_class'], true, 'lecture')).toBe(false);
  expect(may(['see_course', 'teach_class'], false, 'lecture')).toBe(true);
});
