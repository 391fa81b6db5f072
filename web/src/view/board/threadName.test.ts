import { expect, test } from 'vitest';
import { threadName } from './threadName';

const of = (text: string) => threadName({ title: '', message: { seq: 1, text }, deleted: null });

test('a thread is called by its title, or by how its message begins', () => {
  const begun = { message: null, deleted: null };
  expect(threadName({ ...begun, title: 'Limits' })).toBe('Limits');
  expect(threadName({ ...begun, title: '' })).toBe('Erased thread');
  expect(threadName({ ...begun, title: '', deleted: { by_author: true, restores: false } })).toBe('Deleted post');
  expect(of('Why is it\n\nblue? ')).toBe('Why is it blue?');
  expect(of('')).toBe('Message that is not there any more');
  expect(of('🦉'.repeat(121))).toBe(`${'🦉'.repeat(120)}…`);
});
