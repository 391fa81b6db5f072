import { describe, expect, test } from 'vitest';
import type { Answer, Form, Poll, Tally } from '../../protocol/generated';
import { classOf, person, pollOf, roomWith } from '../kit/fixture';
import {
  bars,
  cloud,
  countOf,
  earlierRound,
  groupNumbers,
  hiddenTexts,
  listed,
  missing,
  ranking,
  reach,
  sumUp,
  unanswered,
  verdictOn,
} from './polls';

const choices = (...chosen: number[]): Answer => ({ answer: 'choices', choices: chosen });
const abc: Form = { form: 'multiple', choices: ['a', 'b', 'c'].map((text) => ({ text })) };

const poll = (id: number, rest: Partial<Poll> = {}) =>
  pollOf(id, { question: { text: `Question ${id}`, form: abc, anonymous: false }, ...rest });

const people = [
  person(1, { role: 'instructor' }),
  person(2),
  person(3),
  person(4, { room: 1 }),
  person(5, { present: false }),
];
const with_ = (...polls: Poll[]) => classOf(people, { polls, rooms: [roomWith(0), roomWith(1)] });

test('texts that were left out when results were shared stay so', () => {
  const texts = (...words: string[]) => ({
    ballots: 3,
    counts: { of: 'texts', texts: words.map((text) => ({ text, count: 1 })) } as const,
  });
  const tally = { ...texts('a', 'b', 'c'), counts: texts('a', 'b', 'c').counts } as Tally;
  expect(hiddenTexts(poll(1, { tally, shared: texts('a', 'c') as Tally }))).toEqual(['b']);
  expect(hiddenTexts(poll(1, { tally }))).toEqual([]);
});

describe('who is asked', () => {
  test('those who are here and not staff, in the room that is asked', () => {
    const all = poll(1, { answered: [3] });
    const one = poll(2, { room: 1 });
    const snapshot = with_(all, one);
    expect(missing(snapshot, all).map((who) => who.id)).toEqual([2, 4]);
    expect(missing(snapshot, one).map((who) => who.id)).toEqual([4]);
  });

  test('who answered and went still counts', () => {
    const asked = poll(1, { answered: [5, 2] });
    expect(reach(with_(asked), asked)).toBe(4);
  });

  test('what waits for an answer', () => {
    const snapshot = with_(poll(1), poll(2, { room: 1 }), poll(3, { closed: 9 }), poll(4, { answered: [2] }));
    expect(unanswered(snapshot, 2).map((each) => each.id)).toEqual([1]);
    expect(unanswered(snapshot, 4).map((each) => each.id)).toEqual([1, 2, 4]);
    expect(unanswered(snapshot, null)).toEqual([]);
  });

  test('open polls stand first, then the newest; polls of other rooms are for staff', () => {
    const snapshot = with_(poll(1), poll(2, { closed: 9 }), poll(3, { room: 1, closed: 9 }), poll(4, { closed: 9 }));
    expect(listed(snapshot, 2, false).map((each) => each.id)).toEqual([1, 4, 2]);
    expect(listed(snapshot, 1, true).map((each) => each.id)).toEqual([1, 4, 3, 2]);
  });

  test('who has answered keeps seeing the poll of a room that they left', () => {
    expect(listed(with_(poll(1, { room: 1, answered: [2] })), 2, false)).toHaveLength(1);
  });
});

describe('counts', () => {
  const counted = { ballots: 2, counts: { of: 'choices' as const, counts: [2, 1, 0] } };
  const ballots = [
    { participant: 2, answer: choices(0, 1) },
    { participant: 3, answer: choices(0) },
  ];

  test('staff see bars grow, others what was shared', () => {
    expect(countOf(poll(1, { ballots }), true)).toEqual(counted);
    expect(countOf(poll(1, { ballots }), false)).toBeNull();
    expect(countOf(poll(1, { shared: counted }), false)).toEqual(counted);
  });

  test('of an anonymous poll nothing is counted here', () => {
    const question = { text: 'Who?', form: abc, anonymous: true };
    expect(countOf(poll(1, { question, answered: [2, 3] }), true)).toBeNull();
  });

  test('bars are shares of those who answered, with what is right and one’s own', () => {
    expect(bars(['a', 'b', 'c'], counted, choices(0), choices(1))).toEqual([
      { label: 'a', count: 2, share: 1, right: true, own: false },
      { label: 'b', count: 1, share: 0.5, right: false, own: true },
      { label: 'c', count: 0, share: 0, right: false, own: false },
    ]);
    expect(bars(['a'], { ballots: 0, counts: null })[0]!.share).toBe(0);
  });

  test('the round before', () => {
    const snapshot = with_(poll(1, { closed: 5 }), poll(2, { again: 1 }));
    expect(earlierRound(snapshot, snapshot.polls[1]!)?.id).toBe(1);
    expect(earlierRound(snapshot, snapshot.polls[0]!)).toBeUndefined();
  });

  test('a quiz answer is right, partly right or not', () => {
    const key = { right: choices(0, 1), tolerance: 0, points: 2, explanation: '' };
    const quiz = poll(1, { quiz: true, key });
    expect(verdictOn(quiz, choices(0, 1))).toEqual({ kind: 'right', points: 2000 });
    expect(verdictOn(quiz, choices(0))).toEqual({ kind: 'part', points: 1000 });
    expect(verdictOn(quiz, choices(2))).toEqual({ kind: 'wrong', points: 0 });
    expect(verdictOn(poll(1), choices(0))).toBeNull();
  });
});

test('an ordering by the mean place', () => {
  expect(
    ranking([
      [0, 2],
      [2, 0],
    ]),
  ).toEqual([
    { item: 1, place: 1 },
    { item: 0, place: 2 },
  ]);
  expect(
    ranking([
      [0, 0],
      [0, 0],
    ]).map((each) => each.item),
  ).toEqual([0, 1]);
});

test('numbers', () => {
  expect(sumUp([])).toBeNull();
  expect(sumUp([1000, 2000, 6000])).toEqual({ mean: 3000, median: 2000, least: 1000, most: 6000 });
  expect(sumUp([1000, 2000, 4000, 5000])?.median).toBe(3000);
  expect(groupNumbers([1, 1, 4])).toEqual([
    { from: 1, to: 1, count: 2 },
    { from: 4, to: 4, count: 1 },
  ]);
  const many = Array.from({ length: 101 }, (_, index) => index);
  const groups = groupNumbers(many);
  expect(groups).toHaveLength(10);
  expect(groups.reduce((sum, group) => sum + group.count, 0)).toBe(101);
});

test('a cloud by alphabet, weighted from the rarest to the most frequent', () => {
  const words = cloud([
    { text: 'vector', count: 5 },
    { text: 'basis', count: 1 },
    { text: 'matrix', count: 2 },
  ]);
  expect(words.map(({ text, weight }) => [text, weight])).toEqual([
    ['basis', 0],
    ['matrix', 0.5],
    ['vector', 1],
  ]);
  expect(cloud([{ text: 'x', count: 1 }])[0]!.weight).toBe(0);
});
