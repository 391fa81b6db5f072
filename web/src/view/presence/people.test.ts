import { expect, test } from 'vitest';
import { person, roomWith } from '../kit/fixture';
import { handPlace, handQueue, inOrder, isHandUp } from './people';

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
  const queue = handQueue(people, room);
  expect([3, 1, 2].map((id) => handPlace(queue, id))).toEqual([1, 2, 0]);
});

test('who is away comes last, whatever their hand or role', () => {
  const room = roomWith(0, { hands: [{ participant: 1, at: 5 }] });
  const people = [person(1, { away: true }), person(2, { role: 'instructor', away: true }), person(3)];
  expect(inOrder(people, room, 'en').map((p) => p.id)).toEqual([3, 1, 2]);
});

test('who is away is passed over in the queue of hands; their hand stays up', () => {
  const hands = [1, 2, 3].map((participant) => ({ participant, at: participant }));
  const room = roomWith(0, { hands });
  const people = [person(1, { away: true }), person(2), person(3, { present: false })];
  expect(handQueue(people, room)).toEqual([2]);
  expect(handQueue([person(1), person(2)], room)).toEqual([1, 2]);
  expect([1, 2, 4].map((id) => isHandUp(room, id))).toEqual([true, true, false]);
});
