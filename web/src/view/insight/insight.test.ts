import { expect, test } from 'vitest';
import type { ClassInsight, WorkKind, WorkSpan, WrongPoll } from '../../protocol/generated';
import { lectureToRecord, lostText, momentPath, namesOf, reasonOf, weeksOf, workText, wrongPolls } from './insight';

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

test('where students were lost is said by what they did', () => {
  const part = { from: 0, to: 60_000, people: 4 };
  expect(lostText({ ...part, confused: 3, again: 1, wrong: 2 })).toBe(
    '3 said so, 1 went back, and 2 had a question wrong',
  );
  expect(lostText({ ...part, confused: 0, again: 4, wrong: 0 })).toBe('4 went back');
});

test('time is summed by what it was spent on, and a long lecture could be given ahead', () => {
  const span = (kind: WorkKind, from: number, to: number): WorkSpan => ({ kind, from: from * 60_000, to: to * 60_000 });
  const spans = [span('lecture', 0, 8), span('group', 8, 20), span('lecture', 20, 25)];
  expect(workText(spans)).toBe('13 min of lecture and 12 min of work in groups');
  expect(lectureToRecord(spans)).toBe(13 * 60_000);
  expect(lectureToRecord(spans.slice(0, 2))).toBeUndefined();
});

test('weeks begin on Monday where the course is', () => {
  const held = (at: string) => ({ session: at, started_unix: Date.parse(at), duration: 3_600_000 }) as ClassInsight;
  const classes = ['2026-11-30T12:00Z', '2026-11-29T23:30Z', '2026-11-23T00:00Z', '2026-11-22T12:00Z'].map(held);
  const found = weeksOf(classes, 'Europe/Berlin').map(({ monday, length }) => [monday, length / 3_600_000]);
  expect(found).toEqual([
    ['2026-11-30', 2],
    ['2026-11-23', 1],
    ['2026-11-16', 1],
  ]);
});
