import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiError } from '../../core/http';
import type { MediaKeys } from '../../protocol/generated';
import { RoomKey } from './room-key';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp(random = 0) {
  let number = 0;
  const load = vi.fn(async (): Promise<MediaKeys> => ({
    rooms: { 0: `main${++number}`, 2: 'two' },
    valid_ms: 45_000,
    renew_ms: 15_000,
  }));
  return { load, key: new RoomKey(0, load, () => random) };
}
const after = (ms: number) => vi.advanceTimersByTimeAsync(ms);

test('asks once for all who wait', async () => {
  const { load, key } = setUp();
  expect(await Promise.all([key.get(), key.get()])).toEqual(['main1', 'main1']);
  expect(key.present).toBe('main1');
  expect(load).toHaveBeenCalledOnce();
});

test('asks for the next one before it is needed, and nobody waits for it', async () => {
  const { load, key } = setUp(0.5);
  await key.get();
  await after(24_000);
  expect(key.present).toBe('main1');
  expect(load).toHaveBeenCalledOnce();
  await after(1_500);
  expect(key.present).toBe('main1');
  await after(0);
  expect(key.present).toBe('main2');
  expect(load).toHaveBeenCalledTimes(2);
});

test('goes on with the present key while the server does not answer, and then says why there is none', async () => {
  const { load, key } = setUp();
  await key.get();
  load.mockRejectedValue(new ApiError('forbidden', 403));
  await after(16_000);
  expect(await key.get()).toBe('main1');
  await after(1_000);
  expect(await key.get()).toBe('main1');
  expect(load, 'not again at once').toHaveBeenCalledTimes(2);
  await after(25_001);
  expect(key.present).toBeUndefined();
  await expect(key.get()).rejects.toMatchObject({ code: 'forbidden' });
});

test('asks anew when the server did not take the key', async () => {
  const { load, key } = setUp();
  await key.get();
  key.drop('another');
  expect(await key.get()).toBe('main1');
  key.drop('main1');
  expect(key.present).toBeUndefined();
  expect(await key.get()).toBe('main2');
  expect(load).toHaveBeenCalledTimes(2);
});

test('has none of a room that may not be watched', async () => {
  const { load } = setUp();
  expect(await new RoomKey(1, load).get()).toBeUndefined();
  expect(await new RoomKey(2, load).get()).toBe('two');
});
