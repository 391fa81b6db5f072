import { expect, test } from 'vitest';
import type { ClassInsight, WrongPoll } from '../../protocol/generated';
import { momentPath, namesOf, reasonOf, wrongPolls } from './insight';

test('a reason says what it is made of, and what to do', () => {
  const missed = reasonOf({ why: 'missed', classes: ['c', 'b'] });
  expect(missed.text).toBe('Has nothing of 2 of the latest classes');
  expect(missed.step).toContain('Write a short note');
  expect(missed.classes).toEqual([{ session: 'c' }, { session: 'b' }]);

  const falling = reasonOf({
    why: 'falling',
    before: { given: 9, right: 7 },
    lately: { given: 8, right: 2 },
    classes: [{ session: 'c', answers: { given: 4, right: 1 } }],
  });
  expect(falling.text).toBe('Fewer right answers: 2 of 8 right lately, 7 of 9 right before');
  expect(falling.classes).toEqual([{ session: 'c', text: '1 of 4 right' }]);

  expect(reasonOf({ why: 'silent', classes: ['c', 'b'] }).text).toBe(
    'Silent in the rooms of the last 2 classes with rooms',
  );
});

test('questions that went wrong stand by class, in its order', () => {
  const poll = (poll: number) => ({ poll }) as WrongPoll;
  const of = (session: string, ...wrong: WrongPoll[]) => ({ session, wrong }) as ClassInsight;
  const found = wrongPolls([of('late', poll(2), poll(3)), of('none'), of('early', poll(1))]);
  expect(found.map(({ poll, of }) => [of.session, poll.poll])).toEqual([
    ['late', 2],
    ['late', 3],
    ['early', 1],
  ]);
});

test('a moment leads to Watch, and students have the names of the roster', () => {
  expect(momentPath('abc', 61_900)).toBe('/watch/abc?t=61');
  expect(namesOf({ students: [{ member: 4, name: 'Sam' }] }).get(4)).toBe('Sam');
});
