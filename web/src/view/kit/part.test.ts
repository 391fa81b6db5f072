import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { loadPart } from './part';

/** A network that fails some times, and is back when a test says so. */
class Network {
  tries = 0;
  again = 0;
  waiting = new Set<() => void>();
  readonly #failures: number;

  constructor(failures: number) {
    this.#failures = failures;
  }
  load = async () => {
    if (++this.tries <= this.#failures) throw new Error(`try ${this.tries}`);
    return 'a part';
  };
  after = (ms: number, callback: () => void) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  };
  onNetworkBack = (callback: () => void) => {
    this.waiting.add(callback);
    return () => void this.waiting.delete(callback);
  };
  back() {
    for (const callback of this.waiting) callback();
  }
}

function loading(failures: number) {
  const network = new Network(failures);
  const done = vi.fn();
  const failed = vi.fn();
  void loadPart(network.load, () => network.again++, network).then(done, failed);
  return { network, done, failed };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('what is there is loaded once', async () => {
  const { network, done } = loading(0);
  await vi.advanceTimersByTimeAsync(0);
  expect(done).toHaveBeenCalledWith('a part');
  await vi.advanceTimersByTimeAsync(60_000);
  expect([network.tries, network.again]).toEqual([1, 0]);
});

test('it is tried again after a while, then after a longer one', async () => {
  const { network, done } = loading(2);
  await vi.advanceTimersByTimeAsync(999);
  expect([network.tries, network.again]).toEqual([1, 1]);
  await vi.advanceTimersByTimeAsync(1);
  expect([network.tries, network.again]).toEqual([2, 2]);
  await vi.advanceTimersByTimeAsync(3_999);
  expect([network.tries, done.mock.calls.length]).toEqual([2, 0]);
  await vi.advanceTimersByTimeAsync(1);
  expect(done).toHaveBeenCalledWith('a part');
});

test('it is tried at once when the network is back, and not again when the pause is over', async () => {
  const { network, done } = loading(1);
  await vi.advanceTimersByTimeAsync(300);
  network.back();
  await vi.advanceTimersByTimeAsync(0);
  expect(done).toHaveBeenCalledWith('a part');
  await vi.advanceTimersByTimeAsync(60_000);
  network.back();
  expect([network.tries, network.waiting.size]).toEqual([2, 0]);
});

test('the third failure is told', async () => {
  const { network, done, failed } = loading(9);
  await vi.advanceTimersByTimeAsync(60_000);
  network.back();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(failed).toHaveBeenCalledExactlyOnceWith(new Error('try 3'));
  expect([network.tries, network.again, network.waiting.size, done.mock.calls.length]).toEqual([3, 2, 0, 0]);
});
