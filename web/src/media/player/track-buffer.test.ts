import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { track } from './fixture';
import type { Span } from './span';
import { TrackBuffer } from './track-buffer';

/** A `SourceBuffer` that holds segments of the fixture, up to a quota of segments. */
class FakeSourceBuffer extends EventTarget {
  mode = '';
  updating = false;
  held: Span[] = [];
  /** How often it was full. */
  refused = 0;
  readonly appended: number[] = [];

  appendBuffer(data: ArrayBuffer): void {
    const file = new TextDecoder().decode(data);
    if (!file.startsWith('s-')) return this.#done(() => {});
    if (this.held.length >= browser.quota) {
      this.refused++;
      throw new DOMException('full', 'QuotaExceededError');
    }
    const from = Number(file.slice(2));
    this.appended.push(from);
    this.#done(() => this.held.push({ from, to: from + 2_000 }));
  }

  remove(from: number, to: number): void {
    this.#done(() => (this.held = this.held.filter((span) => span.from < from * 1_000 || span.from >= to * 1_000)));
  }

  #done(does: () => void): void {
    this.updating = true;
    setTimeout(() => {
      does();
      this.updating = false;
      this.dispatchEvent(new Event('updateend'));
    });
  }
}

const browser = { quota: Infinity, supported: true, buffer: undefined as FakeSourceBuffer | undefined };

class FakeMediaSource extends EventTarget {
  static isTypeSupported = () => browser.supported;
  duration = 0;
  readyState = 'open';
  addSourceBuffer(): FakeSourceBuffer {
    return (browser.buffer = new FakeSourceBuffer());
  }
  endOfStream(): void {
    this.readyState = 'ended';
  }
}

beforeEach(() => {
  Object.assign(browser, { quota: Infinity, supported: true, buffer: undefined });
  vi.useFakeTimers();
  vi.stubGlobal('MediaSource', FakeMediaSource);
  vi.spyOn(URL, 'createObjectURL').mockImplementation((source) => {
    setTimeout(() => (source as unknown as EventTarget).dispatchEvent(new Event('sourceopen')));
    return 'blob:';
  });
  vi.spyOn(URL, 'revokeObjectURL').mockImplementation(() => {});
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** Ranges of the buffer, joined where they touch, as a media element tells them. */
function ranges(): TimeRanges {
  const joined: Span[] = [];
  for (const { from, to } of [...(browser.buffer?.held ?? [])].sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last?.to === from) joined[joined.length - 1] = { from: last.from, to };
    else joined.push({ from, to });
  }
  return { length: joined.length, start: (i) => joined[i]!.from / 1_000, end: (i) => joined[i]!.to / 1_000 };
}

function bufferOf(length: number) {
  const element = {
    error: null,
    HAVE_CURRENT_DATA: 2,
    get readyState() {
      return ranges().length > 0 ? 2 : 0;
    },
    removeAttribute() {},
    load() {},
    get buffered() {
      return ranges();
    },
  };
  const fetch = vi.fn(async (file: string) => new TextEncoder().encode(file).buffer as ArrayBuffer);
  const buffer = new TrackBuffer(element as never, track(0, length), fetch);
  /** Plays at a position for a second. */
  const at = async (position: number) => {
    for (let i = 0; i < 10; i++) {
      buffer.update(position, 1, false);
      await vi.advanceTimersByTimeAsync(100);
    }
  };
  return { buffer, at, fetch };
}

test('loads again what the browser has dropped by itself', async () => {
  const { buffer, at } = bufferOf(60_000);
  await at(30_000);
  expect(buffer.lacks(30_000)).toBe(false);
  browser.buffer!.held = browser.buffer!.held.filter(({ from }) => from >= 40_000);
  await at(30_000);
  expect(buffer.buffered[0]!.from).toBeLessThanOrEqual(30_000);
  expect(buffer.lacks(30_000)).toBe(false);
});

test('keeps less when the browser is full, and goes on', async () => {
  browser.quota = 12;
  const { buffer, at } = bufferOf(300_000);
  for (let position = 0; position < 200_000; position += 1_000) {
    await at(position);
    expect(buffer.lacks(position), `${position}`).toBe(false);
  }
  expect(browser.buffer!.refused).toBeLessThan(10);
});

test('gives up a segment that never fits, instead of trying it for ever', async () => {
  browser.quota = 0;
  const { buffer, at } = bufferOf(10_000);
  await at(0);
  const { refused } = browser.buffer!;
  await at(0);
  expect([buffer.lacks(0), browser.buffer!.refused]).toEqual([false, refused]);
});

test('loads what is seen first before what comes later', async () => {
  const { buffer, fetch } = bufferOf(60_000);
  const asked = () => fetch.mock.calls.map(([file]) => file);
  buffer.update(0, 1, false);
  await vi.advanceTimersByTimeAsync(0);
  buffer.update(0, 1, false);
  expect(asked().filter((file) => !['init-0', 's-0', 's-2000'].includes(file))).toEqual([]);
  for (let i = 0; i < 10; i++) {
    await vi.advanceTimersByTimeAsync(100);
    buffer.update(0, 1, false);
  }
  expect(asked()).toContain('s-8000');
});

test('says that the browser cannot play a track', async () => {
  browser.supported = false;
  const { buffer, at } = bufferOf(10_000);
  await at(0);
  expect([buffer.unsupported, buffer.lacks(0)]).toEqual([true, false]);
});

test('asks again for what is missing at present, not for what the server does not have', async () => {
  const { buffer, at, fetch } = bufferOf(10_000);
  fetch.mockRejectedValueOnce(new TypeError('offline'));
  await at(0);
  await at(0);
  await at(0);
  expect([buffer.lacks(0), buffer.error]).toEqual([false, undefined]);
});
