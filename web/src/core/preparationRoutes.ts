import type { Caller } from './courseRoutes';
import type {
  CopyPreparation,
  NewPreparation,
  PreparationId,
  PreparationOrder,
  PreparedPerson,
  SessionId,
  SessionPreparation,
} from '../protocol/generated';

/** Where a file is that is to be read before a session. */
export const preparationFile = (id: SessionId, item: PreparationId): string =>
  `/api/sessions/${encodeURIComponent(id)}/preparation/${encodeURIComponent(item)}/file`;

/** Where a file is uploaded that is to be read before a session. */
export const preparationUpload = (id: SessionId, title: string, name: string): string =>
  `/api/sessions/${encodeURIComponent(id)}/preparation/files?${new URLSearchParams({ title, name }).toString()}`;

/** The routes of what is to be done before a session of a course. */
export function preparationRoutes({ get, ask }: Caller) {
  const all = (id: SessionId) => `sessions/${encodeURIComponent(id)}/preparation`;
  const one = (id: SessionId, item: PreparationId) => `${all(id)}/${encodeURIComponent(item)}`;

  return {
    /** What is to be done before a session. */
    preparation: (id: SessionId) => get<SessionPreparation>(all(id)),
    addPreparation: (id: SessionId, body: NewPreparation) => ask<SessionPreparation>('POST', all(id), body),
    changePreparation: (id: SessionId, item: PreparationId, body: NewPreparation) =>
      ask<SessionPreparation>('PUT', one(id, item), body),
    removePreparation: (id: SessionId, item: PreparationId) => ask<SessionPreparation>('DELETE', one(id, item)),
    /** Brings back what was removed a while ago at most. */
    restorePreparation: (id: SessionId, item: PreparationId) =>
      ask<SessionPreparation>('POST', `${one(id, item)}/restore`),
    orderPreparation: (id: SessionId, body: PreparationOrder) =>
      ask<SessionPreparation>('PUT', `${all(id)}/order`, body),
    /** Adds what another session of the course has, too. */
    copyPreparation: (id: SessionId, body: CopyPreparation) => ask<SessionPreparation>('POST', `${all(id)}/copy`, body),
    /** Says that the person who is signed in has done something, or that they have not. */
    setPrepared: (id: SessionId, item: PreparationId, done: boolean) =>
      ask<SessionPreparation>(done ? 'PUT' : 'DELETE', `${one(id, item)}/done`),
    /** The students of the course, with when they have done something. */
    whoPrepared: (id: SessionId, item: PreparationId) => get<PreparedPerson[]>(`${one(id, item)}/people`),
  };
}
