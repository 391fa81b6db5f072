import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiError } from '../../core/http';
import type { LiveClass } from '../../core/live';
import type { SavedSeat } from '../../core/seats';
import { event } from '../kit/fixture';
import { LiveMarks } from './marks.svelte';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const SEAT = { session: 's', token: 'secret', participant: 1, code: 'c' } as SavedSeat;

/** A class that is online, and whose journal cannot be read until `mended`. */
function begin() {
  const world = { mended: false, asked: 0 };
  const live = { status: 'online', snapshot: { session: 's' }, onEvent: () => () => {}, subscribe: () => () => {} };
  const joined = event(1, { kind: 'interrupted', from: 0 } as never);
  const journal = async () => {
    world.asked += 1;
    if (!world.mended) throw new ApiError('network', 0);
    return { events: [joined], next: 2, more: false };
  };
  return { world, marks: new LiveMarks(live as unknown as LiveClass, { journal } as never, SEAT) };
}

test('what could not be read is read a while later', async () => {
  const { world, marks } = begin();
  await vi.advanceTimersByTimeAsync(4_000);
  expect(world.asked).toBe(1);
  world.mended = true;
  await vi.advanceTimersByTimeAsync(10_000);
  expect([marks.events.length, world.asked]).toEqual([1, 2]);
});

test('and not after the end', async () => {
  const { world, marks } = begin();
  await vi.advanceTimersByTimeAsync(0);
  marks.close();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(world.asked).toBe(1);
});
