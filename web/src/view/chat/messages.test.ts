import { momentOf } from '../../core/moment';
import { describe, expect, test } from 'vitest';
import type { ChatMessage } from '../../protocol/generated';
import { event } from '../kit/fixture';
import { bytesLeft, isGone, messagesBefore, privacyOf, unread } from './messages';

test('what a page is not told at its start is in the journal, less what was deleted', () => {
  const said = (at: number) => event(at, { kind: 'chat_sent', participant: 1, text: `message ${at}` });
  const events = [said(1), said(2), said(3), event(4, { kind: 'chat_deleted', message: 2, by: 1 })];
  const before = messagesBefore(3, events);
  expect(before.map(({ seq, text, deleted }) => [seq, text, deleted])).toEqual([
    [1, 'message 1', false],
    [2, '', true],
  ]);
  expect(messagesBefore(0, events)).toEqual([]);
});

test('a message that was written later stands at the moment of which it speaks', () => {
  const said = event(9, { kind: 'chat_sent', participant: 1, text: 'message' });
  const later = [{ unix: 1, anchor: 4 }, { unix: 1 }].map((later) => ({ ...said, later }));
  expect(messagesBefore(99, [said, ...later]).map(momentOf)).toEqual([9, 4, 9]);
});

describe('chat', () => {
  const message = (seq: number, participant: number, rest: Partial<ChatMessage> = {}): ChatMessage => ({
    seq,
    at: seq,
    audience: { to: 'room', room: 0 },
    participant,
    text: 'text',
    deleted: false,
    ...rest,
  });

  test('own messages are not unread', () => {
    const chat = [message(1, 1), message(2, 2), message(3, 1), message(4, 2)];
    expect(unread(chat, 1, 1)).toBe(2);
    expect(unread(chat, 4, 1)).toBe(0);
    expect(unread([], 0, 1)).toBe(0);
    const withLater = [message(1, 2), message(99, 2), message(2, 2), message(3, 2)];
    expect(unread(withLater, 99, 1), 'what was written later stands at its moment').toBe(2);
    expect(unread(chat, 0, 2), 'the last one seen is not among them').toBe(2);
  });

  test('a text that was deleted is gone at every moment, also before it was', () => {
    expect(isGone(message(1, 1))).toBe(false);
    expect(isGone(message(1, 1, { text: '' }))).toBe(true);
    expect(isGone(message(1, 1, { text: '', deleted: true }))).toBe(true);
  });

  test('to whom a private message went', () => {
    expect(privacyOf(message(1, 2))).toBeNull();
    expect(privacyOf(message(1, 2, { audience: { to: 'staff', and: 2 } }))).toEqual({ kind: 'staff' });
    expect(privacyOf(message(1, 9, { audience: { to: 'staff' } }))).toEqual({ kind: 'staff' });
    expect(privacyOf(message(1, 9, { audience: { to: 'staff', and: 2 } }))).toEqual({
      kind: 'person',
      participant: 2,
      withStaff: true,
    });
  });

  test('the counter shows near the limit, in bytes', () => {
    expect(bytesLeft('short')).toBeNull();
    expect(bytesLeft('é'.repeat(4_000))).toBe(192);
    expect(bytesLeft('x'.repeat(8_200))).toBe(-8);
  });
});
