import type { Cut, Edits, Event, OffRecord, Snapshot } from '../../protocol/generated';

type Recorded = Pick<Snapshot, 'off_record' | 'edits'>;

/** Applies what is not recorded, and what staff take out of a recording. */
export function recording(state: Recorded, event: Event): Recorded | undefined {
  switch (event.kind) {
    case 'off_record_set':
      if (!event.off) return { off_record: onRecord(state, event.at) };
      return isOffRecord(state) ? {} : { off_record: [...(state.off_record ?? []), offRecordFrom(event)] };
    case 'cut_made':
    case 'cut_undone': {
      const others = editsOf(state).cuts.filter((cut) => !isSame(cut, event.cut));
      const cuts = event.kind === 'cut_made' ? [...others, event.cut].sort(byTime) : others;
      return { edits: unlessEmpty({ ...editsOf(state), cuts }) };
    }
    case 'room_hidden': {
      const others = editsOf(state).hidden_rooms.filter((room) => room !== event.room);
      const hidden_rooms = event.hidden ? [...others, event.room].sort((a, b) => a - b) : others;
      return { edits: unlessEmpty({ ...editsOf(state), hidden_rooms }) };
    }
    default:
      return undefined;
  }
}

/** The stretches off the record, once class is on the record again at a moment. */
export function onRecord({ off_record }: Recorded, at: number): OffRecord[] | undefined {
  return off_record?.map((stretch) => ({ ...stretch, to: stretch.to ?? at }));
}

/** A stretch that goes on. Where nobody took class off the record, it went by itself, as all staff had left. */
function offRecordFrom({ at, by }: Extract<Event, { kind: 'off_record_set' }>): OffRecord {
  return { from: at, to: null, ...(by === undefined && { without_staff: true }) };
}

/** Whether class is off the record. */
export function isOffRecord({ off_record }: Recorded): boolean {
  return off_record?.at(-1)?.to === null;
}

/** What staff took out. */
export const editsOf = ({ edits }: Recorded): Edits => edits ?? NO_EDITS;

const NO_EDITS: Edits = { cuts: [], hidden_rooms: [] };

const unlessEmpty = (edits: Edits) => (edits.cuts.length > 0 || edits.hidden_rooms.length > 0 ? edits : undefined);

const isSame = (a: Cut, b: Cut) => a.from === b.from && a.to === b.to && a.take?.session === b.take?.session;

const byTime = (a: Cut, b: Cut) => a.from - b.from || a.to - b.to;
