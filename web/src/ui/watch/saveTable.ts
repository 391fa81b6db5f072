import { errorText, t } from '../../i18n';
import type { Export } from '../../protocol/generated';
import { chatRows } from '../../view/chat/csv';
import { messagesBefore } from '../../view/chat/messages';
import { csvFile } from '../../view/kit/csv';
import { toast } from '../../view/kit/toasts.svelte';
import { workRows } from '../../view/rooms/csv';
import type { WatchRoom } from '../../view/watch/watchRoom.svelte';
import { saveFile } from '../kit/saveFile';

/** What *Watch* saves as tables. */
export type Table = Extract<Export, 'chat' | 'work'>;

/** Lets the browser save what the reader may see of it, once the whole journal is read. Of staff it is noted before. */
export async function saveTable(room: WatchRoom, staff: boolean, of: Table): Promise<void> {
  try {
    if (staff) await room.noteExport(of);
  } catch (error) {
    return toast(errorText(error), 'bad');
  }
  saveFile(`${of}.csv`, 'text/csv;charset=utf-8', csvFile(rows[of](room)));
}

const rows: Readonly<Record<Table, (room: WatchRoom) => string[][]>> = {
  chat: (room) =>
    chatRows(messagesBefore(Infinity, room.events), {
      person: (id) => room.nameOf(id),
      room: (id) => room.rooms.find((each) => each.id === id)?.name ?? t('rooms.main'),
    }),
  work: (room) => workRows(room.events, room.work, (id) => room.nameOf(id)),
};
