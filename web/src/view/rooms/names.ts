/** Names of rooms, in the reader's language. */

import { t } from '../../i18n';
import type { Room } from '../../protocol/generated';

/** The name of a room. The main room has none of its own. */
export function roomName(room: Pick<Room, 'id' | 'name'>): string {
  return room.id === 0 ? t('rooms.main') : room.name;
}

/** The name of a new room at a position, from 0. */
export function newRoomName(position: number): string {
  return t('rooms.number', { number: position + 1 });
}
