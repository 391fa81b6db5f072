/** The names that people are shown, and names for searches. */

import { t } from '../../i18n';
import type { Event, Participant } from '../../protocol/generated';

/** A name for searches: case, accents and extra spaces are removed, because people write them in different ways. */
export function folded(name: string): string {
  return name.normalize('NFKD').replace(/\p{M}/gu, '').replace(/\s+/g, ' ').trim().toLowerCase();
}

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
