import type { AuditPage, AuditTopic, CourseId, ExportNote, SessionId } from '../protocol/generated';
import type { Caller } from './courseRoutes';

/** What one asks of a log: a topic, a part of a name, and what is older than an entry. */
export type AuditQuestion = { topic?: AuditTopic; search?: string; before?: string };

/** The routes of the log that staff read. */
export function auditRoutes({ get }: Caller, request: (path: string, init: RequestInit) => Promise<Response>) {
  const page = (path: string, question: AuditQuestion) => {
    const query = new URLSearchParams(question).toString();
    return get<AuditPage>(query ? `${path}?${query}` : path);
  };

  return {
    /** What happened in a course, the latest first. */
    courseLog: (id: CourseId, question: AuditQuestion) => page(`courses/${encodeURIComponent(id)}/audit`, question),
    /** What happened on the server. */
    serverLog: (question: AuditQuestion) => page('audit', question),
    /** What the person who is signed in did with their account. */
    accountLog: (question: AuditQuestion) => page('account/audit', question),
    /** Notes that staff of a class save something of it. */
    noteExport: async (id: SessionId, token: string, of: ExportNote['of']): Promise<void> =>
      void (await request(`sessions/${encodeURIComponent(id)}/exports`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ of } satisfies ExportNote),
      })),
  };
}
