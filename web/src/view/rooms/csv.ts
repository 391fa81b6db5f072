/** What was handed in for the tasks of breakout rooms as a table for a spreadsheet, in the reader's language. */

import { t } from '../../i18n';
import '../../i18n/late/downloads';
import type { Event, ParticipantId, Work } from '../../protocol/generated';
import { clockTime } from '../kit/format';
import { namesOf } from './authors';
import { lateWorkOf, workOf } from './work';

/** A line for each room that handed in and for what was handed in later, by when the rooms were opened. */
export function workRows(
  events: readonly Event[],
  work: readonly Work[],
  nameOf: (id: ParticipantId) => string,
): string[][] {
  const heading = ['opened', 'room', 'task', 'name', 'later', 'text'] as const;
  const opened = events.flatMap((event) =>
    event.kind === 'rooms_opened' ? event.rooms.map((room) => ({ room, at: event.at })) : [],
  );
  const rows = opened.flatMap(({ room, at }) => {
    const made = workOf(work, room.id);
    return [...(made ? [made] : []), ...lateWorkOf(work, room.id)].map((one) => [
      clockTime(at),
      room.name,
      room.task,
      namesOf(one, nameOf),
      one.later ? t('downloads.csv_is_later') : '',
      one.text,
    ]);
  });
  return [heading.map((column) => t(`downloads.csv_${column}`)), ...rows];
}
