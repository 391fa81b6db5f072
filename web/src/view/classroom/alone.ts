import type { SessionKind } from '../../protocol/generated';

/** Whether one person records such a session alone. */
export const recordsAlone = (kind: SessionKind | undefined): boolean => kind === 'lecture' || kind === 'clip';
