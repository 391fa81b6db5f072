import { expect, test } from 'vitest';
import type { CourseRole, HomeSession, PreparationProgress } from '../../protocol/generated';
import { progressText, toPrepare } from './progress';

function home(
  title: string,
  preparation: PreparationProgress | null,
  { role = 'student' as CourseRole, cancelled = null as string | null } = {},
): HomeSession {
  return {
    ...{ course: 'c', course_title: 'Analysis', colour: 0, zone: 'UTC', role },
    session: {
      session: {
        ...{ id: title, code: title, title, state: 'scheduled', guests_allowed: false },
        ...{ created_unix: 0, started_unix: null, duration: 0, present: 0 },
      },
      plan: {
        ...{ series: 's', original: '', zone: 'UTC', time: { start: '', minutes: 60 } },
        ...{ start_unix: 1, end_unix: 2, moved: false, cancelled },
      },
      due_unix: null,
      extension_days: null,
      preparation,
      ledger: null,
    },
  };
}

test('what is left to do is listed for those who learn', () => {
  const some = { items: 3, done: 1 };
  const list = toPrepare([
    home('nothing to do', null),
    home('some', some),
    home('all done', { items: 3, done: 3 }),
    home('cancelled', some, { cancelled: '' }),
    home('taught', some, { role: 'instructor' }),
    home('observed', some, { role: 'observer' }),
  ]);
  expect(list.map(({ session }) => session.session.title)).toEqual(['some', 'observed']);
});

test.each([
  [{ items: 3, done: 1 }, true, 'Preparation: 1 of 3 done'],
  [{ items: 3, done: 3 }, true, 'Preparation: all done'],
  [{ items: 3, done: 0 }, false, 'Preparation: 3 items'],
])('%j for who prepares: %s', (progress, prepares, text) => expect(progressText(progress, prepares)).toBe(text));
