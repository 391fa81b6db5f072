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

test('the panel comes back as it was, on its page', () => {
  keepPanel('class', 's', { tab: 'polls', open: false });
  expect(keptPanel('class', 's')).toEqual({ tab: 'polls', open: false });
  expect(keptPanel('class', 'another')).toBeUndefined();
  expect(keptPanel('watch', 's')).toBeUndefined();
});

test('what is no panel is forgotten', () => {
  for (const kept of ['"x"', '{"tab":"files","open":true}', '{"tab":"chat"}']) {
    items.set('meridian.panel.class.s', kept);
    expect(keptPanel('class', 's'), kept).toBeUndefined();
  }
});
