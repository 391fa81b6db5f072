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
  const load = vi.fn(async (_query: { from: number } | { at: number }) => {
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
    { entries: [...opening, segmentLine(0, 0)], first: 0, next: 3, more: false, complete: false, now: 2_500 },
    {
      entries: [segmentLine(0, 2_000), { entry: 'end', duration: 4_100 }],
      first: 3,
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
  expect(load.mock.calls).toEqual([[{ from: 0 }], [{ from: 3 }]]);
});

test('reads page after page without a pause while there is more', async () => {
  const {
    index,
    load,
    feed: manifest,
  } = feed(
    { entries: [...opening, segmentLine(0, 0)], first: 0, next: 3, more: true, complete: false, now: 6_000 },
    { entries: [segmentLine(0, 2_000)], first: 3, next: 4, more: true, complete: false, now: 6_000 },
    {
      entries: [segmentLine(0, 4_000), { entry: 'end', duration: 6_000 }],
      first: 4,
      next: 6,
      more: false,
      complete: true,
      now: 6_000,
    },
  );
  await vi.advanceTimersByTimeAsync(10);
  expect([index.playable, manifest.complete]).toEqual([6_000, true]);
  expect(load.mock.calls).toEqual([[{ from: 0 }], [{ from: 3 }], [{ from: 4 }]]);
});

test('reads around the moment that is watched, then to the end, then what is before', async () => {
  const lines = [...opening, ...[0, 1, 2, 3, 4, 5].map((n) => segmentLine(0, n * 20_000))];
  const page = (first: number, next: number, heads = 0): ManifestPage => {
    const more = next < lines.length;
    const entries = [...lines.slice(0, heads), ...lines.slice(first, next)];
    return { entries, first, next, more, complete: !more, now: 102_000 };
  };
  const asked = feed(page(5, 7, 2), page(7, 8), new ApiError('network', 0), page(0, 3), page(3, 6));
  const { index, load, feed: manifest } = asked;
  manifest.seek(70_000);
  await vi.advanceTimersByTimeAsync(100);
  expect(index.mix.segments.map(({ start }) => start)).toEqual([60_000, 80_000, 100_000]);
  expect([manifest.covers(10_000), manifest.covers(70_000), manifest.complete]).toEqual([false, true, false]);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(load.mock.calls).toEqual([[{ at: 70_000 }], [{ from: 7 }], [{ from: 0 }], [{ from: 0 }], [{ from: 3 }]]);
  expect([manifest.whole, manifest.complete]).toEqual([true, true]);
  expect(index.mix.segments.map(({ start }) => start)).toEqual([0, 20_000, 40_000, 60_000, 80_000, 100_000]);
});

test('does not ask twice for a moment that is on its way, and takes its time for what is far from it', async () => {
  const lines = [...opening, ...[0, 1, 2, 3, 4].map((n) => segmentLine(0, n * 100_000))];
  const page = (first: number, next: number): ManifestPage => {
    const more = next < lines.length;
    return { entries: lines.slice(first, next), first, next, more, complete: !more, now: 402_000 };
  };
  const { load, feed: manifest } = feed(page(0, 5), page(5, 6), page(6, 7));
  manifest.seek(10_000);
  await vi.advanceTimersByTimeAsync(0);
  manifest.seek(20_000);
  await vi.advanceTimersByTimeAsync(90);
  expect(load.mock.calls).toEqual([[{ at: 10_000 }]]);
  await vi.advanceTimersByTimeAsync(200);
  expect(load.mock.calls.slice(1)).toEqual([[{ from: 5 }], [{ from: 6 }]]);
  expect(manifest.complete).toBe(true);
});

test('asks again for the moment that is watched after a failure', async () => {
  const { load, feed: manifest } = feed(new ApiError('network', 0), {
    entries: [...opening, segmentLine(0, 60_000)],
    first: 0,
    next: 3,
    more: false,
    complete: true,
    now: 90_000,
  });
  manifest.seek(70_000);
  await vi.advanceTimersByTimeAsync(1_100);
  expect(load.mock.calls).toEqual([[{ at: 70_000 }], [{ at: 70_000 }]]);
  expect([manifest.complete, manifest.edge]).toEqual([true, 90_000]);
});

test('survives failures of the network', async () => {
  const { index, feed: manifest } = feed(new ApiError('network', 0), {
    entries: opening,
    first: 0,
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
