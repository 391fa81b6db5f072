import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepPanel, keptPanel, liveTabs, watchTabs } from './openPanel';

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

test('Watch has chapters where there are some, and cuts for who may cut', () => {
  const more = (chapters: boolean, cuts: boolean) => watchTabs('class', { chapters, discussion: false, cuts }).slice(5);
  expect([more(false, false), more(true, false), more(true, true)]).toEqual([[], ['chapters'], ['chapters', 'cuts']]);
  expect(watchTabs('lecture', { chapters: true, discussion: false, cuts: true })).toEqual([
    'chapters',
    'polls',
    'agenda',
    'cuts',
  ]);
});

test('a live class has the board of its course for its people', () => {
  expect(liveTabs('class', { discussion: true }).slice(0, 2)).toEqual(['chat', 'discussion']);
  expect([liveTabs('class'), liveTabs('lecture', { discussion: true })].flat()).not.toContain('discussion');
  expect(liveTabs('study', { table: true })).toEqual(['chat', 'class_chat', 'class_polls', 'people']);
  expect(liveTabs('study', { table: true, rooms: true }).slice(3)).toEqual(['class_rooms', 'people']);
});

test('what is no panel is forgotten', () => {
  for (const kept of ['"x"', '{"tab":"files","open":true}', '{"tab":"chat"}']) {
    items.set('meridian.panel.class.s', kept);
    expect(keptPanel('class', 's'), kept).toBeUndefined();
  }
});
