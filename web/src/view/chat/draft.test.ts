import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { RefusedError } from '../../core/live';
import type { ChatTo } from '../../protocol/generated';
import { Composing } from './draft.svelte';

const ROOM: ChatTo = { to: 'room' };
const STAFF: ChatTo = { to: 'staff' };
const LIN: ChatTo = { to: 'person', participant: 7 };

beforeEach(() => {
  const items = new Map<string, string>();
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  });
});
afterEach(() => vi.unstubAllGlobals());

describe('what was written', () => {
  test('is there again after the panel was closed or the page reloaded, for whom it was', () => {
    const before = new Composing('s');
    before.address(LIN);
    before.write('hello', LIN);
    const after = new Composing('s');
    expect([after.text, after.wanted]).toEqual(['hello', LIN]);
    expect(new Composing('another').text).toBe('');
  });

  test('is not there again once it was sent', async () => {
    const composing = new Composing('s');
    composing.write('hello', ROOM);
    await composing.send(ROOM, async () => {});
    expect([composing.text, new Composing('s').text]).toEqual(['', '']);
  });

  test('a draft of another make is none', () => {
    for (const text of ['{', '7', 'null', '{"text":1,"to":{"to":"room"}}', '{"text":"a"}']) {
      sessionStorage.setItem('meridian.chat.s', text);
      expect(new Composing('s').text).toBe('');
    }
  });
});

describe('sending', () => {
  test('what is written meanwhile is the next message, and no part of this one', async () => {
    const composing = new Composing('s');
    composing.write('one', ROOM);
    const sent: string[] = [];
    let arrive = () => {};
    const sending = composing.send(ROOM, (text) => {
      sent.push(text);
      return new Promise<void>((resolve) => (arrive = resolve));
    });
    composing.write('two', ROOM);
    await composing.send(ROOM, async (text) => void sent.push(text));
    arrive();
    await sending;
    expect([sent, composing.text]).toEqual([['one'], 'two']);
  });

  test('what was refused stands before what was written meanwhile, with the reason', async () => {
    const composing = new Composing('s');
    composing.write('one', LIN);
    const why = new RefusedError('network');
    const sending = composing.send(LIN, () => Promise.reject(why));
    composing.write('two', LIN);
    await sending;
    expect([composing.text, composing.refused, composing.busy]).toEqual(['one\ntwo', why, false]);
    expect(new Composing('s').text).toBe('one\ntwo');
    composing.write('one', LIN);
    expect(composing.refused).toBeNull();
  });

  test('too long a text is not sent', async () => {
    const composing = new Composing('s');
    composing.write('a'.repeat(200_000), ROOM);
    const send = vi.fn(async () => {});
    await composing.send(ROOM, send);
    expect(send).not.toHaveBeenCalled();
    expect([composing.text.length, composing.refused]).toEqual([200_000, new RefusedError('text_too_long')]);
  });
});

test('what was begun for staff alone stays for staff, until it is sent', async () => {
  const composing = new Composing('s');
  composing.write('not for all', STAFF);
  expect(composing.wanted).toEqual(STAFF);
  await composing.send(STAFF, async () => {});
  expect(composing.wanted).toEqual(ROOM);
});
