/** The names that people are shown. */

import { t } from '../../i18n';
import type { Event, Participant } from '../../protocol/generated';

/**
 * The name of a person as everybody sees it: with the number that the journal gave their seat if others of the same
 * name came before. The name stays the same when others leave.
 */
export function displayName({ name, namesake }: Pick<Participant, 'name' | 'namesake'>): string {
  return namesake === undefined ? name : t('people.namesake', { name, number: namesake });
}

/** An event that tells somebody's name. */
export type Naming = Extract<Event, { kind: 'joined' | 'viewer_joined' | 'renamed' }>;

/** Whether an event tells somebody's name. */
export function isNaming(event: Event): event is Naming {
  return event.kind === 'joined' || event.kind === 'viewer_joined' || event.kind === 'renamed';
}
