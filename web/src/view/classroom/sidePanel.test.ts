import { beforeEach, expect, test, vi } from 'vitest';
import { FakeStorage } from '../../core/testing';
import { SidePanel } from './sidePanel.svelte';

beforeEach(() => void vi.stubGlobal('sessionStorage', new FakeStorage()));

test('is open on the first visit where the page has room for it', () => {
  expect(new SidePanel('class', 's', true).shown).toBe('chat');
  expect(new SidePanel('watch', 's', false).shown).toBeNull();
});

test('is after a reload as it was left', () => {
  const before = new SidePanel('class', 's', true);
  before.tab = 'polls';
  before.close();
  const after = new SidePanel('class', 's', true);
  expect([after.tab, after.open]).toEqual(['polls', false]);
});

test('a tab that is on screen closes the panel, another one is shown', () => {
  const panel = new SidePanel('class', 's', true);
  panel.toggle('people');
  expect(panel.shown).toBe('people');
  panel.toggle('people');
  expect([panel.shown, panel.tab]).toEqual([null, 'people']);
  panel.toggle('people');
  expect(panel.shown).toBe('people');
});

test('while the picture fills the screen it is closed, and afterwards, or after a reload, it is as it was', () => {
  const panel = new SidePanel('watch', 's', true);
  panel.show('polls');
  panel.setAside();
  expect(panel.shown).toBeNull();
  expect(new SidePanel('watch', 's', false).shown).toBe('polls');
  panel.show('people');
  panel.close();
  panel.bringBack();
  expect([panel.shown, new SidePanel('watch', 's', false).shown]).toEqual(['polls', 'polls']);
});

test('what was opened while the picture filled the screen stays where nothing was open before', () => {
  const panel = new SidePanel('watch', 's', false);
  panel.setAside();
  panel.show('chat');
  panel.bringBack();
  panel.bringBack();
  expect([panel.shown, new SidePanel('watch', 's', false).shown]).toEqual(['chat', 'chat']);
});
