import { expect, test } from 'vitest';
import { pageOf } from './code';

test.each([
  ['kla-3f9', '/j/kla-3f9'],
  ['  kla-3f9\n', '/j/kla-3f9'],
  ['https://class.example/j/kla-3f9', '/j/kla-3f9'],
  ['class.example/j/kla-3f9?x=1', '/j/kla-3f9'],
  ['kla 3f9  x2z', '/j/kla-3f9-x2z'],
  ['https://class.example/courses/join/kla-3f9-x2z', '/courses/join/kla-3f9-x2z'],
  [' class.example/courses/join/kla-3f9-x2z?x=1', '/courses/join/kla-3f9-x2z'],
  ['class.example/x', undefined],
  ['', undefined],
])('"%s" leads to %s', (text, page) => expect(pageOf(text)).toBe(page));
