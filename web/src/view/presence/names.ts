/** Names that tell people apart, and names to search by. */

import { t } from '../../i18n';
import type { Participant } from '../../protocol/generated';

/** A name to search by: without case, accents and extra spaces, which people write in different ways. */
export function folded(name: string): string {
  return name.normalize('NFKD').replace(/\p{M}/gu, '').replace(/\s+/g, ' ').trim().toLowerCase();
}

/**
 * The name of a person as all see it, everywhere: with the number that the journal gave their seat, if others of the same
 * name came before. It stays the same whoever leaves.
 */
export function displayName({ name, namesake }: Pick<Participant, 'name' | 'namesake'>): string {
  return namesake === undefined ? name : t('people.namesake', { name, number: namesake });
}
