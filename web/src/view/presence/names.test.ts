import { expect, test } from 'vitest';
import { folded } from '../kit/format';
import { displayName } from './names';

test('names are compared without case, accents and spaces', () => {
  expect(folded('  José  ÁLVAREZ ')).toBe(folded('jose alvarez'));
});

test('a namesake is told by the number of their seat', () => {
  expect(displayName({ name: 'Ana' })).toBe('Ana');
  expect(displayName({ name: 'Ana', namesake: 3 })).toBe('Ana (3)');
});
