/** Whose work it is that was handed in. Pure. */

import { listOf } from '../../i18n/format';
import type { ParticipantId, Work } from '../../protocol/generated';

type Authored = Pick<Work, 'participant' | 'with'>;

/** All whose work it is: whoever handed it in, then the others. */
export const authorsOf = ({ participant, with: others = [] }: Authored): ParticipantId[] => [participant, ...others];

/** Whether it is the work of this person, alone or with others. */
export const isBy = (work: Authored, you: ParticipantId | null): boolean =>
  authorsOf(work).some((author) => author === you);

/** The names of all whose work it is. */
export const namesOf = (work: Authored, nameOf: (id: ParticipantId) => string): string =>
  listOf(authorsOf(work).map(nameOf));
