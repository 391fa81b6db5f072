import { expect, test, vi } from 'vitest';
import type { AuditEntry, AuditPage } from '../../protocol/generated';
import { AuditLog } from './log.svelte';
import { auditText } from './text';

const entry = (id: string): AuditEntry => ({
  id,
  at_unix: 0,
  kind: 'joined',
  who: 'Ada',
  guest: false,
  browser: '',
  system: '',
  course: null,
  about: 'Week 1',
  subject: '',
  detail: '',
});

test('pages follow one another, and a new question begins anew', async () => {
  const pages: Record<string, AuditPage> = {
    first: { entries: [entry('2')], next: '2' },
    second: { entries: [entry('1')], next: null },
  };
  const ask = vi.fn(async ({ before }: { before?: string }) => (before ? pages.second! : pages.first!));
  const log = new AuditLog(ask);
  await log.load();
  expect([log.entries?.map(({ id }) => id), log.hasMore]).toEqual([['2'], true]);
  await log.more();
  await log.more();
  expect([log.entries?.map(({ id }) => id), log.hasMore]).toEqual([['2', '1'], false]);
  expect(ask).toHaveBeenCalledTimes(2);
  log.topic = 'attendance';
  log.search = ' Ada ';
  await log.load();
  expect(ask).toHaveBeenLastCalledWith({ topic: 'attendance', search: 'Ada' });
  expect(log.entries).toHaveLength(1);
});

test('an answer to a former question is not shown', async () => {
  let answer = (_: AuditPage) => {};
  const slow = new Promise<AuditPage>((resolve) => (answer = resolve));
  const asks = [slow, Promise.resolve({ entries: [entry('new')], next: null })];
  const log = new AuditLog(() => asks.shift()!);
  const first = log.load();
  await log.load();
  answer({ entries: [entry('old')], next: null });
  await first;
  expect(log.entries?.map(({ id }) => id)).toEqual(['new']);
});

test('what was done is a sentence', () => {
  const text = (kind: AuditEntry['kind'], subject: string, detail: string) =>
    auditText({ kind, about: 'Week 1', subject, detail });
  expect(text('course_role_changed', 'Sam', 'assistant')).toBe('Made Sam Assistant');
  expect(text('member_renamed', 'Sam', '')).toBe('Changed a name on the roster to Sam');
  expect(text('server_role_changed', 'Sam', 'owner')).toBe('Made Sam Owner on the server');
  expect(text('members_invited', 'Sam', '1')).toBe('Invited Sam');
  expect(text('members_invited', '', '30')).toBe('Invited 30 people');
  expect(text('class_moved', '', '1')).toBe('Moved Week 1');
  expect(text('class_moved', '', '6')).toBe('Moved Week 1: 6 classes');
  expect(text('chat_exported', '', '')).toBe('Saved the chat of Week 1 as a file');
  expect(text('watched', '', '')).toBe('Watched Week 1');
  const retried = 'Tried a letter again that could not be sent: A link to sign in';
  expect(text('mail_retried', '', 'sign_in')).toBe(retried);
  expect(text('mail_retried', 'Sam', 'sign_in')).toBe(`${retried}, to Sam`);
});
