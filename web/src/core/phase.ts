import type { SessionState } from '../protocol/generated';

/** Whether class is over, so that only later acts can follow. */
export const isOver = (state: SessionState): boolean => state === 'ended' || state === 'closed';
