import { expect, test } from 'vitest';
import { event } from '../kit/fixture';
import { messagesBefore } from './messages';

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
