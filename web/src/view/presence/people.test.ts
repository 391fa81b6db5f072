import { expect, test } from 'vitest';
import { person, roomWith } from '../kit/fixture';
import { handPlace, inOrder } from './people';

test('hands in their order, then staff, then names', () => {
  const room = roomWith(0, {
    hands: [
      { participant: 3, at: 5 },
      { participant: 1, at: 9 },
    ],
  });
  const people = [
    person(1, { name: 'Zoe' }),
    person(2, { name: 'bo' }),
    person(3, { name: 'Yan' }),
    person(4, { name: 'Xi', role: 'instructor' }),
    person(5, { name: 'Al' }),
  ];
  expect(inOrder(people, room, 'en').map((p) => p.id)).toEqual([3, 1, 4, 5, 2]);
  expect([3, 1, 2].map((id) => handPlace(room, id))).toEqual([1, 2, 0]);
});

test('who is away comes last, whatever their hand or role', () => {
  const room = roomWith(0, { hands: [{ participant: 1, at: 5 }] });
  const people = [person(1, { away: true }), person(2, { role: 'instructor', away: true }), person(3)];
  expect(inOrder(people, room, 'en').map((p) => p.id)).toEqual([3, 1, 2]);
});
