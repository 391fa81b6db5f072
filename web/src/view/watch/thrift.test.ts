import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeStorage } from '../../core/testing';
import { Behind, decline, maySuggest, savedThrift, saveThrift, savesData } from './thrift';

beforeEach(() => {
  vi.stubGlobal('localStorage', new FakeStorage());
  vi.stubGlobal('sessionStorage', new FakeStorage());
});
afterEach(() => vi.unstubAllGlobals());

/** Waits of `ms` each, `apart`; returns after how many of them the line is called thin. */
function waits(ms: number, apart: number, count: number, gone = false): number | undefined {
  const behind = new Behind();
  for (let wait = 0; wait < count; wait++) {
    const from = wait * apart;
    for (let at = from; at < from + ms; at += 100) if (behind.follow(at, true, gone)) return wait + 1;
    behind.follow(from + ms, false, false);
  }
  return undefined;
}

test('three waits that one notices, within some minutes, are a thin line', () => {
  expect(waits(2_500, 20_000, 10)).toBe(3);
  expect(waits(1_500, 20_000, 10)).toBeUndefined();
  expect(waits(2_500, 100_000, 10)).toBeUndefined();
});

test('so is one on which pictures never catch up, but not one that is gone', () => {
  expect(waits(60_000, 0, 1)).toBe(1);
  expect(waits(6_000, 0, 1)).toBeUndefined();
  expect(waits(60_000, 70_000, 3, true)).toBeUndefined();
});

test('a wait in which the line was gone counts no more once it is back', () => {
  const behind = new Behind();
  behind.follow(0, true, false);
  behind.follow(1_000, true, true);
  for (let at = 2_000; at < 60_000; at += 100) expect(behind.follow(at, true, false)).toBe(false);
});

test('a choice is kept, and nobody is asked who chose or declined', () => {
  expect([savedThrift(), maySuggest()]).toEqual([undefined, true]);
  decline();
  expect(maySuggest()).toBe(false);
  vi.stubGlobal('sessionStorage', new FakeStorage());
  saveThrift('slides');
  expect([savedThrift(), maySuggest()]).toEqual(['slides', false]);
  localStorage.setItem('meridian.thrift', 'nonsense');
  expect(savedThrift()).toBeUndefined();
});

test('a browser may ask for little', () => {
  vi.stubGlobal('navigator', {});
  expect(savesData()).toBe(false);
  vi.stubGlobal('navigator', { connection: { saveData: true } });
  expect(savesData()).toBe(true);
});
