import { errorText, t } from '../../i18n';
import { chatRows } from '../../view/chat/csv';
import { messagesBefore } from '../../view/chat/messages';
import { csvFile } from '../../view/kit/csv';
import { toast } from '../../view/kit/toasts.svelte';
import type { WatchRoom } from '../../view/watch/watchRoom.svelte';
import { saveFile } from '../kit/saveFile';

/** Lets the browser save what the reader may see of the chat, once the whole journal is read. Of staff it is noted before. */
export async function saveChat(room: WatchRoom, staff: boolean): Promise<void> {
  try {
    if (staff) await room.noteExport('chat');
  } catch (error) {
    return toast(errorText(error), 'bad');
  }
  const names = {
    person: (id: number) => room.nameOf(id),
    room: (id: number) => room.rooms.find((each) => each.id === id)?.name ?? t('rooms.main'),
  };
  const rows = chatRows(messagesBefore(Infinity, room.events), names);
  saveFile('chat.csv', 'text/csv;charset=utf-8', csvFile(rows));
}
