import type { Event, Playback, Snapshot, Table, WatchedClass } from '../../protocol/generated';

/** A table at which nobody has set the cursor. */
export const tableOf = (watches: WatchedClass): Table => ({
  watches,
  playback: { playing: false, position: 0, speed_percent: 100, since: 0, by: null },
});

/** The cursor as an event sets it. */
export const playbackOf = (event: Extract<Event, { kind: 'playback_set' }>): Playback => {
  const { playing, position, speed_percent, by } = event;
  return { playing, position, speed_percent, since: event.at, by };
};

/** Applies the cursor of a study table. */
export function table({ table }: Pick<Snapshot, 'table'>, event: Event): Pick<Snapshot, 'table'> | undefined {
  if (event.kind !== 'playback_set') return undefined;
  return table ? { table: { ...table, playback: playbackOf(event) } } : {};
}
