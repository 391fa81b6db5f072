import { afterEach, expect, test, vi } from 'vitest';
import { api } from '../../core/http';
import type { Event } from '../../protocol/generated';
import { toasts } from '../../view/kit/toasts.svelte';
import type { WatchRoom } from '../../view/watch/watchRoom.svelte';
import { saveFile } from '../kit/saveFile';
import { saveTable } from './saveTable';

vi.mock('../kit/saveFile', () => ({ saveFile: vi.fn() }));
afterEach(() => {
  vi.clearAllMocks();
});

const noteExport = vi.fn(() => Promise.resolve());
const joined = { kind: 'joined', participant: 1, name: 'Ivy', role: 'assistant', seq: 1, at: 0 } as unknown as Event;
const room = {
  session: { session: { id: 's' }, course: 'c' },
  events: [joined],
  edge: 60_000,
  nameOf: () => 'Ivy',
  noteExport,
} as unknown as WatchRoom;
const ledger = (code: string) => vi.spyOn(api, 'classLedger').mockRejectedValue({ code });

test.each(['unauthorized', 'forbidden', 'not_found'])(
  'staff of a class who are none of its course take along who was there: %s',
  async (code) => {
    ledger(code);
    await saveTable(room, true, 'attendance', 'csv');
    expect(noteExport).toHaveBeenCalledWith('attendance');
    expect(saveFile).toHaveBeenCalledWith(
      'attendance.csv',
      expect.anything(),
      expect.stringContaining('Ivy,Assistant'),
    );
  },
);

test('nothing is noted of a table that nobody gets', async () => {
  ledger('internal');
  await saveTable(room, true, 'attendance', 'csv');
  expect(noteExport).not.toHaveBeenCalled();
  expect(saveFile).not.toHaveBeenCalled();
  expect(toasts().length).toBe(1);
});
