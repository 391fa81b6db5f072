import type {
  Convinced,
  ConvincedRequest,
  CourseId,
  DiscussMessage,
  MarkRequest,
  Moment,
  NewAnswer,
  NewThread,
  PostId,
  PostRequest,
  SessionId,
  ThreadPage,
  WholeThread,
} from '../protocol/generated';
import type { Caller } from './courseRoutes';

/** Which threads of a board are asked for: those in which a text was written, questions without an answer, those about a class, those of a page. */
export type BoardQuestion = { find?: string; open?: boolean; session?: SessionId; before?: PostId };

/** The routes of the discussion board of a course. */
export function boardRoutes({ get, ask, tell }: Caller) {
  const board = (course: CourseId) => `courses/${encodeURIComponent(course)}/board`;
  const one = (course: CourseId, id: PostId) => `${board(course)}/${encodeURIComponent(id)}`;

  const convinced = (id: SessionId) => `sessions/${encodeURIComponent(id)}/convinced`;

  return {
    /** A page of threads, pinned ones first, then by when something was last written. */
    threads: (course: CourseId, { find, open, session, before }: BoardQuestion = {}) => {
      const query = new URLSearchParams();
      if (find) query.set('find', find);
      if (open) query.set('open', 'true');
      if (session !== undefined) query.set('session', session);
      if (before !== undefined) query.set('before', before);
      return get<ThreadPage>(query.size > 0 ? `${board(course)}?${query}` : board(course));
    },
    thread: (course: CourseId, id: PostId) => get<WholeThread>(one(course, id)),
    beginThread: (course: CourseId, body: NewThread) => ask<WholeThread>('POST', board(course), body),
    discussMessage: (course: CourseId, body: DiscussMessage) =>
      ask<WholeThread>('POST', `${board(course)}/messages`, body),
    answeredInClass: (course: CourseId, thread: PostId, body: Moment) =>
      ask<WholeThread>('POST', `${one(course, thread)}/answered`, body),
    reply: (course: CourseId, thread: PostId, body: PostRequest) =>
      ask<WholeThread>('POST', `${one(course, thread)}/replies`, body),
    changePost: (course: CourseId, post: PostId, body: PostRequest) => ask<WholeThread>('PUT', one(course, post), body),
    markThread: (course: CourseId, thread: PostId, mark: MarkRequest) =>
      ask<WholeThread>('PUT', `${one(course, thread)}/marks`, mark),
    /** The answers to the reader's questions that they have not seen. */
    newAnswers: () => get<NewAnswer[]>('home/answers'),
    /** Says that the reader has seen the answer to their question. */
    seeAnswer: (course: CourseId, thread: PostId) => tell('POST', `${one(course, thread)}/seen`),
    /** Whom what was said of a class convinced. */
    convinced: (id: SessionId) => get<Convinced[]>(convinced(id)),
    /** Says that a reasoning convinced one, or takes that back. */
    convince: (id: SessionId, body: ConvincedRequest) => ask<Convinced[]>('PUT', convinced(id), body),
    deletePost: (course: CourseId, post: PostId) => tell('DELETE', one(course, post)),
    restorePost: (course: CourseId, post: PostId) => ask<WholeThread>('POST', `${one(course, post)}/restore`),
  };
}
