import { expect, test } from 'vitest';
import type { CourseSession, SessionState, SessionSummary } from '../../protocol/generated';
import { ownClass, type Classes } from './ownSeat';

const session = (id: string, state: SessionState = 'closed') => ({ id, state, code: `code-${id}` }) as SessionSummary;
const entry = (id: string, state?: SessionState) => ({ session: session(id, state) }) as CourseSession;

const CLASSES: Classes = {
  sessions: async () => [session('own')],
  attended: async () => [session('attended', 'ended')],
  courses: async () => [{ id: 'waves' }, { id: 'light' }],
  schedule: async (course) => ({
    sessions: [entry(course), entry(`${course}-live`, 'live'), entry(`${course}-planned`, 'scheduled')],
  }),
};

test.each(['own', 'attended', 'waves', 'light', 'light-live'])('a class of the reader is found: %s', async (id) =>
  expect((await ownClass(CLASSES, id))?.code).toBe(`code-${id}`),
);

test.each(['light-planned', 'elsewhere'])(
  'one that has not begun is none to watch, nor one that is not theirs: %s',
  async (id) => expect(await ownClass(CLASSES, id)).toBeUndefined(),
);
