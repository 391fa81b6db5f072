import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepPanel, keptPanel } from './openPanel';

const items = new Map<string, string>();

beforeEach(() => {
  items.clear();
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
  });
});
afterEach(() => vi.unstubAllGlobals());

test('the panel comes back as it was, in its class', () => {
  keepPanel('s', { tab: 'polls', open: false });
  expect(keptPanel('s')).toEqual({ tab: 'polls', open: false });
  expect(keptPanel('another')).toBeUndefined();
});

test('what is no panel is forgotten', () => {
  for (const kept of ['"x"', '{"tab":"files","open":true}', '{"tab":"chat"}']) {
    items.set('meridian.panel.s', kept);
    expect(keptPanel('s'), kept).toBeUndefined();
  }
});
