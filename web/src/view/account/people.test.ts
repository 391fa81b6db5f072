import { expect, test } from 'vitest';
import type { ServerPerson } from '../../protocol/generated';
import { peopleFound } from './people';

const person = (name: string, email: string) => ({ name, email }) as ServerPerson;
const people = [person('Zoë Müller', 'zoe@school.example'), person('Gus', 'gus@elsewhere.example')];
const names = (text: string) => peopleFound(people, text).map(({ name }) => name);

test('people are found by a part of their name or address, however it is written', () => {
  expect(names(' zoe  mu')).toEqual(['Zoë Müller']);
  expect(names('ELSEWHERE')).toEqual(['Gus']);
  expect(names('')).toEqual(['Zoë Müller', 'Gus']);
  expect(names('nobody')).toEqual([]);
});
