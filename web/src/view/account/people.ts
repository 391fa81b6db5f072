/** The people of the server, as its owners search them. Pure. */

import type { ServerPerson } from '../../protocol/generated';
import { folded } from '../kit/format';

/** Those in whose name or address a text is, without case and accents, in their order. */
export function peopleFound(people: readonly ServerPerson[], text: string): readonly ServerPerson[] {
  const sought = folded(text);
  return people.filter(({ name, email }) => [name, email].some((each) => folded(each).includes(sought)));
}
