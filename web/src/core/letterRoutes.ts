import type { FailedMail } from '../protocol/generated';
import type { Caller } from './courseRoutes';

/** The routes of letters that could not be sent, for owners. All return those that are left. */
export function letterRoutes({ get, ask }: Caller) {
  const letter = (id: string) => `mail/failed/${encodeURIComponent(id)}`;
  return {
    failedLetters: () => get<FailedMail[]>('mail/failed'),
    /** Tries one again. */
    retryLetter: (id: string) => ask<FailedMail[]>('POST', `${letter(id)}/retry`),
    /** Gives one up. */
    forgetLetter: (id: string) => ask<FailedMail[]>('DELETE', letter(id)),
  };
}
