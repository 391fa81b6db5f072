import { describe, expect, test } from 'vitest';
import type { Convinced, Event, LateBallot, Poll, Reasoned, Thread } from '../../protocol/generated';
import { event, pollOf } from '../kit/fixture';
import { between, firstRound, reasonings, roundAhead, roundBefore } from './rounds';

const YOU = 2;
const NOW = 5_000;
const late: LateBallot = { participant: YOU, answer: { answer: 'choices', choices: [0] }, later: { unix: 1 } };
const first = (rest: Partial<Poll> = {}) => pollOf(1, { at: 1_000, closed: 2_000, ...rest });
const second = (rest: Partial<Poll> = {}) => pollOf(2, { at: 9_000, closed: 10_000, again: 1, ...rest });

describe('of two rounds', () => {
  test('the second waits for whoever answered the first one later, until they have answered it', () => {
    const answered = first({ late: [late] });
    expect(roundAhead([answered, second()], answered, YOU, NOW)?.id).toBe(2);
    expect(roundAhead([answered, second({ late: [late] })], answered, YOU, NOW)).toBeUndefined();
    expect(roundAhead([answered], answered, YOU, NOW)).toBeUndefined();
    expect(roundAhead([first(), second()], first(), YOU, NOW), 'who has not answered the first').toBeUndefined();
    expect(roundAhead([answered, second({ room: 3 })], answered, YOU, NOW), 'that of a room').toBeUndefined();
    const secret = [first(), second()];
    expect(roundAhead(secret, first(), YOU, NOW, [1])?.id, 'an anonymous one').toBe(2);
    expect(roundAhead(secret, first(), YOU, NOW, [1, 2])).toBeUndefined();
    const inClass = first({ answered: [YOU] });
    expect(roundAhead([inClass, second()], inClass, YOU, NOW), 'who was there knows what is right').toBeUndefined();
  });

  test('the first is answered before the second', () => {
    expect(roundBefore([first(), second()], second(), YOU, NOW)?.id).toBe(1);
    expect(roundBefore([first({ late: [late] }), second()], second(), YOU, NOW)).toBeUndefined();
    expect(roundBefore([first({ room: 3 }), second()], second(), YOU, NOW), 'that of a room cannot be').toBeUndefined();
    expect(roundBefore([first()], first(), YOU, NOW)).toBeUndefined();
  });

  test('neither waits for whoever cannot answer it any more', () => {
    const closed = { late_answers: { late: 'closed' } } as const;
    const answered = first({ late: [late] });
    expect(roundAhead([answered, second(closed)], answered, YOU, NOW)).toBeUndefined();
    expect(roundBefore([first(closed), second()], second(), YOU, NOW)).toBeUndefined();
  });

  test('the first is found from each', () => {
    const third = pollOf(3, { again: 2 });
    expect([1, 2, 3, 9].map((poll) => firstRound([first(), second(), third], poll))).toEqual([1, 1, 1, 9]);
  });

  test('class talks between them', () => {
    expect(between([first(), second()], second())).toEqual({ from: 2_000, to: 9_000 });
    expect(between([first()], first())).toBeUndefined();
  });
});

describe('how others reasoned', () => {
  const said = (at: number, participant: number, text: string, rest: Partial<Event> = {}) =>
    ({ ...event(at, { kind: 'chat_sent', participant, text }), ...rest }) as Event;
  const told = (events: Event[], threads: Thread[] = [], convinced: Convinced[] = []) =>
    reasonings({ from: 2_000, to: 9_000 }, { events, threads, convinced, nameOf: (id) => `Person ${id}`, you: YOU });
  const thread = (id: string, at: number, pinned: boolean, message: Thread['message'] = null) =>
    ({
      id,
      by: 'Uma',
      title: message ? '' : `It is pushed along (${id})`,
      message,
      marks: { pinned, question: false, answer: null },
      moment: { moment: { session: 's', at }, title: 'Waves' },
    }) as unknown as Thread;
  const texts = (list: ReturnType<typeof told>) => list.map(({ text }) => text);

  test('is what they wrote to all between the rounds, the longest first', () => {
    const long = (n: number) => `A reason of some length ${'x'.repeat(n)}`;
    const events = [
      said(1_999, 3, long(9)),
      said(2_000, 3, long(1)),
      said(3_000, YOU, long(9)),
      said(3_000, 4, 'yes'),
      said(4_000, 4, long(9), { audience: { to: 'staff' } }),
      said(5_000, 4, long(2), { audience: { to: 'room', room: 0 } }),
      said(5_500, 4, long(2), { audience: { to: 'room', room: 1 } }),
      ...[6, 7, 8].map((n) => said(n * 1_000, 5, long(n))),
      said(8_500, 5, long(0)),
      said(9_000, 5, long(9)),
    ];
    expect(told(events).map(({ at, by }) => [at, by])).toEqual([
      [8_000, 'Person 5'],
      [7_000, 'Person 5'],
      [6_000, 'Person 5'],
      [5_000, 'Person 4'],
      [2_000, 'Person 3'],
    ]);
    const later = said(20_000, 3, long(3), { later: { unix: 1, anchor: 4_000 } });
    expect(told([later]), 'whoever writes later may know what is right').toEqual([]);
    const pinned = thread('a', 4_000, true, { seq: later.seq, text: long(3) });
    expect(texts(told([later], [pinned])), 'staff can choose it').toEqual([long(3)]);
  });

  test('is first what staff pinned', () => {
    const reason = said(3_000, 3, 'A reason of some length');
    const list = told([reason], [thread('a', 4_000, true), thread('b', 1_000, true), thread('c', 5_000, false)]);
    expect(list.map(({ by, chosen, text }) => [by, chosen, text])).toEqual([
      ['Uma', true, 'It is pushed along (a)'],
      ['Person 3', false, 'A reason of some length'],
    ]);
    expect(told([])).toEqual([]);
  });

  test('is a message once, also where staff pinned it', () => {
    const reason = { ...said(3_000, 3, 'A reason of some length'), seq: 7 } as Event;
    const pinned = thread('a', 3_000, true, { seq: 7, text: 'A reason of some length' });
    expect(told([reason], [pinned]).map(({ chosen, reasoned }) => [chosen, reasoned])).toEqual([
      [true, { of: 'message', seq: 7 }],
    ]);
  });

  test('is then what convinced most others, whatever its length; the own mark moves nothing', () => {
    const reason = (seq: number, text: string) => ({ ...said(3_000, 3, text), seq }) as Event;
    const events = [
      reason(1, 'A short reason'),
      reason(2, 'A reason that is longer'),
      reason(3, 'The longest reason of all'),
    ];
    const marks = (reasoned: Reasoned, people: number, mine: boolean): Convinced => ({ reasoned, people, mine });
    const convinced = [
      marks({ of: 'message', seq: 1 }, 2, false),
      marks({ of: 'message', seq: 2 }, 1, true),
      marks({ of: 'thread', id: 'b' }, 1, false),
    ];
    const list = told(events, [thread('a', 4_000, true), thread('b', 4_000, true)], convinced);
    expect(texts(list)).toEqual([
      'It is pushed along (b)',
      'It is pushed along (a)',
      'A short reason',
      'The longest reason of all',
      'A reason that is longer',
    ]);
    expect(list.map(({ others, mine }) => [others, mine])).toEqual([
      [1, false],
      [0, false],
      [2, false],
      [0, false],
      [0, true],
    ]);
  });
});
