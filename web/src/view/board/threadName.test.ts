import { expect, test } from 'vitest';
import { threadName } from './threadName';

const of = (text: string) => threadName({ title: '', message: { seq: 1, text } });

test('a thread is called by its title, or by how its message begins', () => {
  expect(threadName({ title: 'Limits', message: null })).toBe('Limits');
  expect(threadName({ title: '', message: null })).toBe('Erased thread');
  expect(of('Why is it\n\nblue? ')).toBe('Why is it blue?');
  expect(of('')).toBe('Message that is not there any more');
  expect(of('🦉'.repeat(121))).toBe(`${'🦉'.repeat(120)}…`);
});
