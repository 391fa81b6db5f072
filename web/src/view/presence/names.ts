/** Names that tell people apart, and names to search by. */

import { t } from '../../i18n';
import type { Participant, ParticipantId } from '../../protocol/generated';

/** A name to search by: without case, accents and extra spaces, which people write in different ways. */
export function folded(name: string): string {
  return name.normalize('NFKD').replace(/\p{M}/gu, '').replace(/\s+/g, ' ').trim().toLowerCase();
}

/**
 * The names of all who were ever here. Where people who are here share one, each but the first to have come has a number,
 * which stays the same whoever of them leaves.
 */
export function distinctNames(people: readonly Participant[]): ReadonlyMap<ParticipantId, string> {
  const namesakes = new Map<string, Participant[]>();
  for (const person of people) {
    const same = namesakes.get(person.name);
    if (same) same.push(person);
    else namesakes.set(person.name, [person]);
  }
  return new Map([...namesakes.values()].flatMap(numbered));
}

function numbered(same: readonly Participant[]): [ParticipantId, string][] {
  const shared = same.filter(({ present }) => present).length > 1;
  const nameOf = ({ name, present }: Participant, number: number) =>
    shared && present && number > 1 ? t('people.namesake', { name, number }) : name;
  return same.toSorted((a, b) => a.id - b.id).map((person, index) => [person.id, nameOf(person, index + 1)]);
}
