import type { SessionState } from '../protocol/generated';

/** Whether class is over: what follows are later acts, or nothing. */
export const isOver = (state: SessionState): boolean => state === 'ended' || state === 'closed';
