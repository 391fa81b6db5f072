/** The threads that are about moments of one class. Pure. */

import type { ChatMessage, PostId, Thread } from '../../protocol/generated';
import { isGone, privacyOf } from '../chat/messages';

const momentOf = ({ moment }: Thread) => moment?.moment.at ?? 0;

/** Those that are about a moment, in the order of class. */
export const inOrder = (threads: readonly Thread[]): Thread[] =>
  threads.filter(({ moment }) => moment !== null).sort((a, b) => momentOf(a) - momentOf(b));

/** The last of threads in order whose moment has come at a cursor. */
export const latestBefore = (threads: readonly Thread[], at: number): PostId | undefined =>
  threads.findLast((thread) => momentOf(thread) <= at)?.id;

/** The threads of messages, by the `seq` of these. */
export const byMessage = (threads: readonly Thread[]): ReadonlyMap<number, Thread> =>
  new Map(threads.flatMap((thread) => (thread.message ? [[thread.message.seq, thread] as const] : [])));

/** Whether a message can be discussed: what was written to some alone is not for the course. */
export const isDiscussable = (message: ChatMessage): boolean => !isGone(message) && privacyOf(message) === null;
