import { describe, expect, test } from 'vitest';
import { person } from '../kit/fixture';
import { distinctNames, folded } from './names';

const ana = (id: number, present = true) => person(id, { name: 'Ana', present });
const called = (...people: Parameters<typeof distinctNames>[0]) => [...distinctNames(people).values()].sort();

test('names are compared without case, accents and spaces', () => {
  expect(folded('  José  ÁLVAREZ ')).toBe(folded('jose alvarez'));
});

describe('who shares a name', () => {
  test('is told by the order of arrival', () => {
    expect(distinctNames([ana(7), person(2, { name: 'Bo' }), ana(3)])).toEqual(
      new Map([
        [3, 'Ana'],
        [7, 'Ana (2)'],
        [2, 'Bo'],
      ]),
    );
  });

  test('keeps the number when another leaves, and has none when alone', () => {
    expect(called(ana(1, false), ana(2), ana(3))).toEqual(['Ana', 'Ana (2)', 'Ana (3)']);
    expect(called(ana(1, false), ana(2))).toEqual(['Ana', 'Ana']);
  });
});
