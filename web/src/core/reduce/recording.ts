import type { Event, OffRecord, Snapshot } from '../../protocol/generated';

/** Applies what is not recorded. */
export function recording(state: Pick<Snapshot, 'off_record'>, event: Event): Pick<Snapshot, 'off_record'> | undefined {
  if (event.kind !== 'off_record_set') return undefined;
  if (!event.off) return { off_record: onRecord(state, event.at) };
  return isOffRecord(state) ? {} : { off_record: [...(state.off_record ?? []), { from: event.at, to: null }] };
}

/** The stretches off the record, once class is on the record again at a moment. */
export function onRecord({ off_record }: Pick<Snapshot, 'off_record'>, at: number): OffRecord[] | undefined {
  return off_record?.map(({ from, to }) => ({ from, to: to ?? at }));
}

/** Whether class is off the record. */
export function isOffRecord({ off_record }: Pick<Snapshot, 'off_record'>): boolean {
  return off_record?.at(-1)?.to === null;
}
