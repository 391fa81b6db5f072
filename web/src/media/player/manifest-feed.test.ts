import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiError } from '../../core/http';
import type { ManifestPage } from '../../protocol/generated';
import { segmentLine } from './fixture';
import { ManifestFeed } from './manifest-feed';
import { ManifestIndex } from './manifest-index';

const opening: ManifestPage['entries'] = [
  { entry: 'track', track: 0, content: { of: 'mix', room: 0 } },
  { entry: 'init', track: 0, init: 0, file: 'i', mime: 'audio/webm; codecs="opus"', width: 0, height: 0 },
];

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function feed(...answers: (ManifestPage | ApiError)[]) {
  const index = new ManifestIndex(0);
  const load = vi.fn(async (_from: number) => {
    const answer = answers.shift();
    if (!answer || answer instanceof ApiError) throw answer ?? new Error('asked too often');
    return answer;
  });
  return { index, load, feed: new ManifestFeed(index, load, () => {}) };
}

test('reads on each second until it is complete, and extrapolates the edge meanwhile', async () => {
  const {
    index,
    load,
    feed: manifest,
  } = feed(
    { entries: [...opening, segmentLine(0, 0)], next: 3, more: false, complete: false, now: 2_500 },
    {
      entries: [segmentLine(0, 2_000), { entry: 'end', duration: 4_100 }],
      next: 5,
      more: false,
      complete: true,
      now: 4_100,
    },
  );
  await vi.advanceTimersByTimeAsync(400);
  expect([index.playable, manifest.edge, manifest.complete]).toEqual([2_000, 2_900, false]);
  await vi.advanceTimersByTimeAsync(5_000);
  expect([index.playable, manifest.edge, manifest.complete]).toEqual([4_000, 4_100, true]);
  expect(load.mock.calls).toEqual([[0], [3]]);
});

test('reads page after page without a pause while there is more', async () => {
  const {
    index,
    load,
    feed: manifest,
  } = feed(
    { entries: [...opening, segmentLine(0, 0)], next: 3, more: true, complete: false, now: 6_000 },
    { entries: [segmentLine(0, 2_000)], next: 4, more: true, complete: false, now: 6_000 },
    {
      entries: [segmentLine(0, 4_000), { entry: 'end', duration: 6_000 }],
      next: 6,
      more: false,
      complete: true,
      now: 6_000,
    },
  );
  await vi.advanceTimersByTimeAsync(10);
  expect([index.playable, manifest.complete]).toEqual([6_000, true]);
  expect(load.mock.calls).toEqual([[0], [3], [4]]);
});

test('survives failures of the network', async () => {
  const { index, feed: manifest } = feed(new ApiError('network', 0), {
    entries: opening,
    next: 2,
    more: false,
    complete: false,
    now: 10,
  });
  await vi.advanceTimersByTimeAsync(0);
  expect([manifest.loaded, manifest.error?.code]).toEqual([false, 'network']);
  await vi.advanceTimersByTimeAsync(1_000);
  expect([manifest.loaded, manifest.error, index.mix.end]).toEqual([true, undefined, 0]);
  manifest.close();
});

test('stops when the seat is refused', async () => {
  const { load, feed: manifest } = feed(new ApiError('unauthorized', 401));
  await vi.advanceTimersByTimeAsync(5_000);
  expect([load.mock.calls.length, manifest.error?.code]).toEqual([1, 'unauthorized']);
});
