import type { ChangeConsent, ConsentVersion, CurrentConsent } from '../protocol/generated';
import type { Caller } from './courseRoutes';

/** The routes of what people are told before they are recorded. */
export function consentRoutes({ get, ask }: Caller) {
  return {
    /** What is told now. */
    consent: () => get<CurrentConsent>('consent'),
    /** Tells something else from now on, for owners. */
    changeConsent: (body: ChangeConsent) => ask<CurrentConsent>('PUT', 'consent', body),
    /** What was told before, the latest first, for owners. */
    consentVersions: () => get<ConsentVersion[]>('consent/versions'),
  };
}
