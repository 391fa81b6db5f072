import { expect, test } from 'vitest';
import { codeOf } from './code';

test.each([
  ['kla-3f9', 'kla-3f9'],
  ['  kla-3f9\n', 'kla-3f9'],
  ['https://class.example/j/kla-3f9', 'kla-3f9'],
  ['class.example/j/kla-3f9?x=1', 'kla-3f9'],
  ['kla 3f9  x2z', 'kla-3f9-x2z'],
  ['class.example/x', undefined],
  ['', undefined],
])('the code in "%s" is %s', (text, code) => expect(codeOf(text)).toBe(code));
