/** Stretches off the record. Pure. */

import { isOffRecord, recording } from '../../core/reduce/recording';
import type { Event, OffRecord } from '../../protocol/generated';

export { isOffRecord };

/** The stretches off the record, as these events leave them. */
export function offRecord(events: readonly Event[]): readonly OffRecord[] {
  let state: { off_record?: OffRecord[] } = {};
  for (const event of events) state = { ...state, ...recording(state, event) };
  return state.off_record ?? [];
}
