import { afterEach, expect, test, vi } from 'vitest';
import { ALL_OFF, ALL_ON, readChoice, saveChoice } from './deviceChoice';

afterEach(() => vi.unstubAllGlobals());

test('without a choice of this tab it is as the page says: off in class, on in the lobby', () => {
  vi.stubGlobal('sessionStorage', { getItem: () => null });
  expect([readChoice(ALL_OFF), readChoice(ALL_ON)]).toEqual([ALL_OFF, ALL_ON]);
  vi.stubGlobal('sessionStorage', undefined);
  expect(readChoice(ALL_OFF)).toEqual(ALL_OFF);
});

test('a choice that was made holds', () => {
  const items = new Map<string, string>();
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
  });
  saveChoice({ microphone: true, camera: false });
  expect(readChoice(ALL_OFF)).toEqual({ microphone: true, camera: false });
});
