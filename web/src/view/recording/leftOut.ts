/** What is not recorded, and what staff took out of a recording. Pure. */

import { editsOf, isOffRecord, recording } from '../../core/reduce/recording';
import type { Edits, Event, OffRecord, Snapshot } from '../../protocol/generated';

export { isOffRecord };

/** The stretches off the record, as these events leave them. */
export const offRecord = (events: readonly Event[]): readonly OffRecord[] => folded(events).off_record ?? [];

/** What staff took out, as these events leave it. */
export const edits = (events: readonly Event[]): Edits => editsOf(folded(events));

function folded(events: readonly Event[]): Pick<Snapshot, 'off_record' | 'edits'> {
  let state: Pick<Snapshot, 'off_record' | 'edits'> = {};
  for (const event of events) state = { ...state, ...recording(state, event) };
  return state;
}
