import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiError } from '../../core/http';
import { Downloads } from './downloads';

interface Request {
  file: string;
  signal: AbortSignal;
  resolve: (data: ArrayBuffer) => void;
  reject: (error: unknown) => void;
}

function setUp() {
  const requests: Request[] = [];
  const progress = vi.fn();
  const downloads = new Downloads(
    (file, signal) => new Promise((resolve, reject) => requests.push({ file, signal, resolve, reject })),
    progress,
  );
  return { downloads, requests, progress };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const settle = () => vi.advanceTimersByTimeAsync(0);

test('loads two at a time, each once', async () => {
  const { downloads, requests, progress } = setUp();
  downloads.want(['a', 'b', 'c']);
  downloads.want(['a', 'b', 'c']);
  expect(requests.map(({ file }) => file)).toEqual(['a', 'b']);
  const data = new ArrayBuffer(1);
  requests[0]!.resolve(data);
  await settle();
  expect(progress).toHaveBeenCalledOnce();
  expect(downloads.get('a')).toBe(data);
  downloads.want(['b', 'c']);
  expect(downloads.get('a')).toBeUndefined();
  expect(requests.map(({ file }) => file)).toEqual(['a', 'b', 'c']);
});

test('aborts what is not wanted any more, without an error', async () => {
  const { downloads, requests } = setUp();
  downloads.want(['a', 'b']);
  downloads.want(['x']);
  expect(requests.map(({ signal }) => signal.aborted)).toEqual([true, true, false]);
  requests[0]!.reject(new DOMException('', 'AbortError'));
  await settle();
  expect(downloads.error).toBeUndefined();
});

test('tries again after a pause, and forgets the error when it works', async () => {
  const { downloads, requests } = setUp();
  downloads.want(['a']);
  requests[0]!.reject(new ApiError('network', 0));
  await settle();
  expect(downloads.error?.code).toBe('network');
  downloads.want(['a']);
  expect(requests).toHaveLength(1);
  vi.advanceTimersByTime(300);
  downloads.want(['a']);
  expect(requests).toHaveLength(2);
  requests[1]!.resolve(new ArrayBuffer(1));
  await settle();
  expect(downloads.error).toBeUndefined();
});

test('does not ask again for what the server does not have', async () => {
  const { downloads, requests, progress } = setUp();
  downloads.want(['a']);
  requests[0]!.reject(new ApiError('not_found', 404));
  await settle();
  downloads.want(['a']);
  expect([requests.length, downloads.isMissing('a'), downloads.error]).toEqual([1, true, undefined]);
  expect(progress).toHaveBeenCalledOnce();
});
