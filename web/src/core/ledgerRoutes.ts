import type { ClassLedger, OwnLedger, SessionId, Watched } from '../protocol/generated';
import type { Caller } from './courseRoutes';

/** The routes of the ledger of participation. */
export function ledgerRoutes(
  { get, ask }: Caller,
  request: (path: string, init?: RequestInit) => Promise<Response>,
  read: <T>(response: Promise<Response>) => Promise<T>,
) {
  const ledger = (id: SessionId) => `sessions/${encodeURIComponent(id)}/ledger`;

  return {
    /** What the person who is signed in has of a class. */
    ownLedger: (id: SessionId) => get<OwnLedger>(`${ledger(id)}/own`),
    /** What all students have of it. */
    classLedger: (id: SessionId) => get<ClassLedger>(ledger(id)),
    /** The same to be saved as a file, which is noted. */
    exportLedger: (id: SessionId) => ask<ClassLedger>('POST', `${ledger(id)}/export`),
    /** Says what a page has played. The last report of a page arrives also after the page is gone. */
    reportWatched: (id: SessionId, token: string, body: Watched) =>
      read<OwnLedger>(
        request(`${ledger(id)}/watched`, {
          method: 'POST',
          keepalive: true,
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      ),
  };
}
