import type { Answer, PollId, Practice, PracticeAnswer, Practised, SessionId } from '../protocol/generated';
import type { Caller } from './courseRoutes';

/** The routes of quiz questions that come back. */
export function practiceRoutes({ get, ask }: Caller) {
  return {
    /** What comes back to the person who is signed in now. */
    practice: () => get<Practice>('practice'),
    /** Answers one of these questions once more. */
    practise: (session: SessionId, poll: PollId, answer: Answer) =>
      ask<Practised>('POST', `practice/${encodeURIComponent(session)}/${poll}`, { answer } satisfies PracticeAnswer),
  };
}
