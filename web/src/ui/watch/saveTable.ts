import { api } from '../../core/http';
import { errorCode, errorText, t } from '../../i18n';
import type { Export, ParticipantId } from '../../protocol/generated';
import { chatRows } from '../../view/chat/csv';
import { messagesBefore } from '../../view/chat/messages';
import { tableFile, TYPES, type Format, type Rows } from '../../view/kit/table';
import { toast } from '../../view/kit/toasts.svelte';
import { pollsRows } from '../../view/polls/csv';
import { attendanceRows } from '../../view/presence/attendance';
import { workRows } from '../../view/rooms/csv';
import type { WatchRoom } from '../../view/watch/watchRoom.svelte';
import { saveFile } from '../kit/saveFile';

/** What *Watch* saves as tables. */
export type Table = 'chat' | 'work' | 'polls' | 'attendance';

/** As what each is noted. */
const NOTED: Readonly<Record<Table, Export>> = {
  chat: 'chat',
  work: 'work',
  polls: 'answers',
  attendance: 'attendance',
};

/**
 * Lets the browser save what the reader may see of it, once the whole journal is read. Of staff it is noted before, and not where nothing comes
 * of it.
 */
export async function saveTable(room: WatchRoom, staff: boolean, of: Table, format: Format): Promise<void> {
  try {
    const table = tableFile(await rows[of](room), format);
    if (staff) await room.noteExport(NOTED[of]);
    saveFile(`${of}.${format}`, TYPES[format], table);
  } catch (error) {
    toast(errorText(error), 'bad');
  }
}

const rows: Readonly<Record<Table, (room: WatchRoom) => Rows | Promise<Rows>>> = {
  chat: (room) =>
    chatRows(messagesBefore(Infinity, room.events), {
      person: (id) => room.nameOf(id),
      room: (id) => room.rooms.find((each) => each.id === id)?.name ?? t('rooms.main'),
    }),
  work: (room) => workRows(room.events, room.work, (id) => room.nameOf(id)),
  polls: (room) => pollsRows(room.polls, (id) => room.nameOf(id), room.session?.late_counts),
  attendance: async (room) => {
    const later = await watchedLater(room);
    return attendanceRows(
      room.events,
      room.edge,
      (id) => room.nameOf(id),
      (id) => later.get(id),
    );
  },
};

/** What the server says to whoever is no staff of the course: without an account, without that right, and no member at all. */
const NOT_THEIRS: readonly ReturnType<typeof errorCode>[] = ['unauthorized', 'forbidden', 'not_found'];

/** How much of a class of a course its students watched later, by their seats: for whoever may know it, who is staff there, too. */
async function watchedLater({ session }: WatchRoom): Promise<ReadonlyMap<ParticipantId, number>> {
  if (!session?.course) return new Map();
  try {
    const { lines } = await api.classLedger(session.session.id);
    return new Map(
      lines.flatMap(({ participant, entry }) => (participant !== null && entry ? [[participant, entry.later]] : [])),
    );
  } catch (error) {
    if (NOT_THEIRS.includes(errorCode(error))) return new Map();
    throw error;
  }
}
