import type { EraseAccount, ErasurePreview, Me, ParticipantId, SessionId } from '../protocol/generated';
import type { Caller } from './courseRoutes';

/** The routes of what a person is owed of their data: to have it, and to have it erased. */
export function privacyRoutes({ get, ask, tell }: Caller) {
  const person = (id: string) => `people/${encodeURIComponent(id)}`;
  return {
    /** Where all that is kept of the reader is downloaded; with an identity, all of another, for owners. */
    exportPath: (id?: string) => `/api/${id ? person(id) : 'account'}/export`,
    /** What stands in the way of erasing one's own account, and what it takes along. */
    erasure: () => get<ErasurePreview>('account/erase'),
    /** The same of another's account, for owners. */
    erasureOf: (id: string) => get<ErasurePreview>(`${person(id)}/erase`),
    /** Erases one's own account, which signs out. */
    eraseAccount: (body: EraseAccount) => ask<Me>('POST', 'account/erase', body),
    /** Takes somebody who asked for it out of the recording of a class, for its staff. */
    withdrawOther: (id: SessionId, participant: ParticipantId) =>
      tell('POST', `sessions/${encodeURIComponent(id)}/people/${participant}/withdraw`),
    /** Erases another's account, for owners. */
    erasePerson: (id: string, body: EraseAccount) => tell('POST', `${person(id)}/erase`, body),
  };
}
