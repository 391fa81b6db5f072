import type {
  Answer,
  ExplainAt,
  Explained,
  PollId,
  Practice,
  PracticeAnswer,
  Practised,
  SessionId,
} from '../protocol/generated';
import type { Caller } from './courseRoutes';

/** The routes of quiz questions that come back. */
export function practiceRoutes({ get, ask }: Caller) {
  const explained = (id: SessionId) => `sessions/${encodeURIComponent(id)}/explained`;

  return {
    /** What comes back to the person who is signed in now. */
    practice: () => get<Practice>('practice'),
    /** Answers one of these questions once more. */
    practise: (session: SessionId, poll: PollId, answer: Answer) =>
      ask<Practised>('POST', `practice/${encodeURIComponent(session)}/${poll}`, { answer } satisfies PracticeAnswer),
    /** Where questions of a class are explained, other than where they were put. */
    explained: (id: SessionId) => get<Explained[]>(explained(id)),
    /** Says where a question is explained; with null, where it was put. */
    explain: (id: SessionId, body: ExplainAt) => ask<Explained[]>('PUT', explained(id), body),
  };
}
