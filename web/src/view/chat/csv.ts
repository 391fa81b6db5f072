/** The chat of a class as a table for a spreadsheet, in the reader's language. */

import { t } from '../../i18n';
import type { ChatMessage, ParticipantId, RoomId } from '../../protocol/generated';
import { momentOf } from '../../core/moment';
import { clockTime } from '../kit/format';
import { MAIN_ROOM } from '../rooms/rooms';
import { isGone } from './messages';

type Names = { readonly person: (id: ParticipantId) => string; readonly room: (id: RoomId) => string };

/** One line for each message that is not deleted, at its moment of class; those that were written later say so. */
export function chatRows(messages: readonly ChatMessage[], names: Names): string[][] {
  const heading = ['time', 'name', 'to', 'text', 'later'] as const;
  const row = (message: ChatMessage) => [
    clockTime(momentOf(message)),
    names.person(message.participant),
    audienceText(message, names),
    message.text,
    message.later ? t('chat.later') : '',
  ];
  const kept = messages.filter((message) => !isGone(message)).sort((a, b) => momentOf(a) - momentOf(b));
  return [heading.map((column) => t(`chat.csv_${column}`)), ...kept.map(row)];
}

function audienceText({ audience, participant }: ChatMessage, names: Names): string {
  switch (audience.to) {
    case 'everyone':
      return t('chat.everywhere');
    case 'room':
      return audience.room === MAIN_ROOM ? t('chat.everyone') : names.room(audience.room);
    case 'staff':
      return audience.and === undefined || audience.and === participant
        ? t('chat.staff')
        : t('chat.person_and_staff', { name: names.person(audience.and) });
    case 'pair':
      return names.person(audience.with);
  }
}
