import { expect, test } from 'vitest';
import type { CourseSession, SessionState, SessionSummary } from '../../protocol/generated';
import { ownRecording, type Classes } from './ownSeat';

const session = (id: string, state: SessionState = 'closed') => ({ id, state, code: `code-${id}` }) as SessionSummary;
const entry = (id: string, state?: SessionState) => ({ session: session(id, state) }) as CourseSession;

const CLASSES: Classes = {
  sessions: async () => [session('own')],
  attended: async () => [session('attended', 'ended')],
  courses: async () => [{ id: 'waves' }, { id: 'light' }],
  schedule: async (course) => ({ sessions: [entry(course), entry(`${course}-live`, 'live')] }),
};

test.each(['own', 'attended', 'waves', 'light'])('a recording of the reader is found: %s', async (id) =>
  expect((await ownRecording(CLASSES, id))?.code).toBe(`code-${id}`),
);

test.each(['light-live', 'elsewhere'])(
  'no seat is taken of itself in a class that is not over, or not theirs: %s',
  async (id) => expect(await ownRecording(CLASSES, id)).toBeUndefined(),
);
