/** The threads that are about moments of one class. Pure. */

import type { PostId, Thread } from '../../protocol/generated';

const momentOf = ({ moment }: Thread) => moment?.moment.at ?? 0;

/** Those that are about a moment, in the order of class. */
export const inOrder = (threads: readonly Thread[]): Thread[] =>
  threads.filter(({ moment }) => moment !== null).sort((a, b) => momentOf(a) - momentOf(b));

/** The last of threads in order whose moment has come at a cursor. */
export const latestBefore = (threads: readonly Thread[], at: number): PostId | undefined =>
  threads.findLast((thread) => momentOf(thread) <= at)?.id;
