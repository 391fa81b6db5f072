import { expect, test } from 'vitest';
import type { Audience, ChatMessage, Later } from '../../protocol/generated';
import { chatRows } from './csv';

test('the chat is a table in the order of class, without what was deleted', () => {
  let seq = 0;
  const message = (at: number, text: string, audience: Audience, later?: Later): ChatMessage => ({
    seq: (seq += 1),
    at,
    audience,
    participant: 1,
    text,
    deleted: text === '',
    ...(later && { later }),
  });
  const names = { person: (id: number) => `P${id}`, room: (id: number) => `Room ${id}` };
  const rows = chatRows(
    [
      message(1_000, 'Hello', { to: 'room', room: 0 }),
      message(62_000, '=1+1', { to: 'room', room: 3 }),
      message(70_000, '', { to: 'everyone' }),
      message(80_000, 'Psst', { to: 'staff', and: 2 }),
      message(85_000, 'Help', { to: 'staff', and: 1 }),
      message(90_000, 'Why?', { to: 'everyone' }, { unix: 5, anchor: 2_000 }),
    ],
    names,
  );
  expect(rows).toEqual([
    ['Time in class', 'Name', 'To', 'Message', 'When'],
    ['0:01', 'P1', 'Everyone', 'Hello', ''],
    ['0:02', 'P1', 'All rooms', 'Why?', 'Later'],
    ['1:02', 'P1', 'Room 3', '=1+1', ''],
    ['1:20', 'P1', 'P2 and staff', 'Psst', ''],
    ['1:25', 'P1', 'Staff only', 'Help', ''],
  ]);
});
