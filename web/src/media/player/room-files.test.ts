import { expect, test, vi } from 'vitest';
import { ApiError } from '../../core/http';
import type { ManifestPage, MediaKeys } from '../../protocol/generated';
import { RoomFiles } from './room-files';

const page: ManifestPage = { entries: [], first: 0, next: 0, more: false, complete: false, now: 0 };
const keyed = new ArrayBuffer(1);
const ofSeat = new ArrayBuffer(2);

function setUp(rooms: MediaKeys['rooms'] = { 0: 'key' }, refusal?: ApiError) {
  const api = {
    manifest: vi.fn(async () => page),
    media: vi.fn(async () => ofSeat),
    mediaKeys: vi.fn(async (): Promise<MediaKeys> => {
      if (refusal) throw refusal;
      return { rooms, valid_ms: 60_000, renew_ms: 30_000 };
    }),
    mediaByKey: vi.fn(async () => keyed),
    manifestByKey: vi.fn(async () => page),
  };
  return { api, files: new RoomFiles(api, { session: 's', token: 't', room: 0 }) };
}
const { signal } = new AbortController();

test('loads files with the key, and lines with the token until there is a key', async () => {
  const { api, files } = setUp();
  await files.lines({ from: 0 });
  expect(api.manifest).toHaveBeenCalledExactlyOnceWith('s', 't', { from: 0 });
  expect(await files.file('f', signal)).toBe(keyed);
  expect(api.mediaByKey).toHaveBeenCalledExactlyOnceWith('s', 'key', 'f', signal);
  await files.lines({ from: 3 });
  expect(api.manifestByKey).toHaveBeenCalledExactlyOnceWith('s', 'key', 3);
  await files.lines({ at: 5_000 });
  expect(api.manifest).toHaveBeenLastCalledWith('s', 't', { at: 5_000 });
  expect(api.mediaKeys).toHaveBeenCalledOnce();
});

test('loads with the token what the server does not give with the key, and asks for another', async () => {
  const { api, files } = setUp();
  api.mediaByKey.mockRejectedValueOnce(new ApiError('unauthorized', 401));
  expect(await files.file('f', signal)).toBe(ofSeat);
  expect(await files.file('g', signal)).toBe(keyed);
  expect(api.mediaKeys).toHaveBeenCalledTimes(2);
  api.manifestByKey.mockRejectedValueOnce(new ApiError('rate_limited', 429));
  await files.lines({ from: 1 });
  expect(api.manifest).toHaveBeenCalledOnce();
});

test('loads with the token where there is no key for the room', async () => {
  const { api, files } = setUp({});
  expect(await files.file('f', signal)).toBe(ofSeat);
  expect(api.mediaByKey).not.toHaveBeenCalled();
});

test('says why there is nothing as the server says it to the seat', async () => {
  const { api, files } = setUp();
  api.mediaByKey.mockRejectedValue(new ApiError('not_found', 404));
  expect(await files.file('f', signal), 'a key may not open what is there').toBe(ofSeat);
  api.media.mockRejectedValueOnce(new ApiError('not_found', 404));
  await expect(files.file('f', signal)).rejects.toMatchObject({ status: 404 });
  expect(api.mediaKeys, 'the key is none the worse').toHaveBeenCalledOnce();
  const { api: refusing, files: refused } = setUp({}, new ApiError('not_found', 404));
  expect(await refused.file('f', signal), 'no key is no missing file').toBe(ofSeat);
  refusing.media.mockRejectedValueOnce(new ApiError('recording_deleted', 410));
  await expect(refused.file('f', signal)).rejects.toMatchObject({ code: 'recording_deleted' });
});

test('does not load what is not wanted any more once the key is there', async () => {
  const { api, files } = setUp();
  const abort = new AbortController();
  const loading = files.file('f', abort.signal);
  abort.abort();
  await expect(loading).rejects.toMatchObject({ name: 'AbortError' });
  expect(api.mediaByKey).not.toHaveBeenCalled();
});
