import type { Event, ParticipantId, Playback, Snapshot, Table, WatchedClass } from '../../protocol/generated';
import { without } from './lists';

/** A table at which nobody has set the cursor. */
export const tableOf = (watches: WatchedClass): Table => ({
  watches,
  playback: { playing: false, position: 0, speed_percent: 100, since: 0, by: null },
  together: [],
});

/** The cursor as an event sets it. */
export const playbackOf = (event: Extract<Event, { kind: 'playback_set' }>): Playback => {
  const { playing, position, speed_percent, by } = event;
  return { playing, position, speed_percent, since: event.at, by };
};

type OfTable = Pick<Snapshot, 'table'>;

/** Applies the cursor of a study table, and who works on something together there. */
export function table({ table }: OfTable, event: Event): OfTable | undefined {
  switch (event.kind) {
    case 'playback_set':
      return table ? { table: { ...table, playback: playbackOf(event) } } : {};
    case 'together_set': {
      const { participant, room } = event;
      const others = without(table?.together ?? [], participant);
      return table
        ? { table: { ...table, together: room === null ? others : [...others, { participant, room }] } }
        : {};
    }
    default:
      return undefined;
  }
}

/** Somebody leaves, or all do: whoever is not there works on nothing with the others. */
export function apart({ table }: OfTable, left?: ParticipantId): OfTable {
  const together = left === undefined ? [] : without(table?.together ?? [], left);
  return table ? { table: { ...table, together } } : {};
}
