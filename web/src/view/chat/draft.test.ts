import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { RefusedError } from '../../core/live';
import type { ChatTo } from '../../protocol/generated';
import { ChatDraft } from './draft.svelte';

const ROOM: ChatTo = { to: 'room', room: 0 };
const RED: ChatTo = { to: 'room', room: 2 };
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
    const before = new ChatDraft('s');
    before.address(LIN);
    before.write('hello', LIN);
    const after = new ChatDraft('s');
    expect([after.text, after.wanted]).toEqual(['hello', LIN]);
    expect(new ChatDraft('another').text).toBe('');
  });

  test('is not there again once it was sent', async () => {
    const draft = new ChatDraft('s');
    draft.write('hello', ROOM);
    await draft.send(ROOM, async () => {});
    expect([draft.text, new ChatDraft('s').text]).toEqual(['', '']);
  });

  test('a draft of another make is none', () => {
    for (const text of ['{', '7', 'null', '{"text":1,"to":{"to":"room"}}', '{"text":"a"}']) {
      sessionStorage.setItem('meridian.chat.s', text);
      expect(new ChatDraft('s').text).toBe('');
    }
  });
});

describe('sending', () => {
  test('what is written meanwhile is the next message, and no part of this one', async () => {
    const draft = new ChatDraft('s');
    draft.write('one', ROOM);
    const sent: string[] = [];
    let arrive = () => {};
    const sending = draft.send(ROOM, (text) => {
      sent.push(text);
      return new Promise<void>((resolve) => (arrive = resolve));
    });
    draft.write('two', ROOM);
    await draft.send(ROOM, async (text) => void sent.push(text));
    arrive();
    await sending;
    expect([sent, draft.text]).toEqual([['one'], 'two']);
  });

  test('what was refused stands before what was written meanwhile, with the reason', async () => {
    const draft = new ChatDraft('s');
    draft.write('one', LIN);
    const why = new RefusedError('network');
    const sending = draft.send(LIN, () => Promise.reject(why));
    draft.write('two', LIN);
    await sending;
    expect([draft.text, draft.refused, draft.busy]).toEqual(['one\ntwo', why, false]);
    expect(new ChatDraft('s').text).toBe('one\ntwo');
    draft.write('one', LIN);
    expect(draft.refused).toBeNull();
  });

  test('too long a text is not sent', async () => {
    const draft = new ChatDraft('s');
    draft.write('a'.repeat(200_000), ROOM);
    const send = vi.fn(async () => {});
    await draft.send(ROOM, send);
    expect(send).not.toHaveBeenCalled();
    expect([draft.text.length, draft.refused]).toEqual([200_000, new RefusedError('text_too_long')]);
  });
});

test('what was begun for staff alone stays for staff, until it is sent', async () => {
  const draft = new ChatDraft('s');
  draft.write('not for all', STAFF);
  expect(draft.wanted).toEqual(STAFF);
  await draft.send(STAFF, async () => {});
  expect(draft.wanted).toEqual({ to: 'room' });
});

describe('what was begun in a room', () => {
  test('stays for that room, until it is sent or others are chosen', async () => {
    const draft = new ChatDraft('s');
    draft.write('for us alone', RED);
    expect([draft.wanted, new ChatDraft('s').wanted]).toEqual([RED, RED]);
    draft.address(ROOM);
    expect(draft.wanted).toEqual(ROOM);
    await draft.send(ROOM, async () => {});
    expect(draft.wanted).toEqual({ to: 'room' });
  });

  test('stays in the field for that room when it is gone, also where another message was begun meanwhile', async () => {
    const draft = new ChatDraft('s');
    draft.write('for us alone', RED);
    const why = new RefusedError('room_gone');
    const sending = draft.send(RED, () => Promise.reject(why));
    draft.write('for all', ROOM);
    await sending;
    expect([draft.text, draft.refused, draft.wanted]).toEqual(['for us alone\nfor all', why, RED]);
  });

  test('goes to fewer, where one of two that became one is private', async () => {
    const draft = new ChatDraft('s');
    draft.write('for all', ROOM);
    const sending = draft.send(ROOM, () => Promise.reject(new RefusedError('rate_limited')));
    draft.write('for staff', STAFF);
    await sending;
    expect(draft.wanted).toEqual(STAFF);
  });
});
