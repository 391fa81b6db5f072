import { describe, expect, test } from 'vitest';
import type { Event, LateBallot, Poll, Thread } from '../../protocol/generated';
import { event, pollOf } from '../kit/fixture';
import { between, reasonings, roundAhead, roundBefore } from './rounds';

const YOU = 2;
const late: LateBallot = { participant: YOU, answer: { answer: 'choices', choices: [0] }, later: { unix: 1 } };
const first = (rest: Partial<Poll> = {}) => pollOf(1, { at: 1_000, closed: 2_000, ...rest });
const second = (rest: Partial<Poll> = {}) => pollOf(2, { at: 9_000, closed: 10_000, again: 1, ...rest });

describe('of two rounds', () => {
  test('the second waits for whoever answered the first one later, until they have answered it', () => {
    const answered = first({ late: [late] });
    expect(roundAhead([answered, second()], answered, YOU)?.id).toBe(2);
    expect(roundAhead([answered, second({ late: [late] })], answered, YOU)).toBeUndefined();
    expect(roundAhead([answered], answered, YOU)).toBeUndefined();
    expect(roundAhead([first(), second()], first(), YOU), 'who has not answered the first').toBeUndefined();
    expect(roundAhead([answered, second({ room: 3 })], answered, YOU), 'that of a room').toBeUndefined();
    const inClass = first({ answered: [YOU] });
    expect(roundAhead([inClass, second()], inClass, YOU), 'who was there knows what is right').toBeUndefined();
  });

  test('the first is answered before the second', () => {
    expect(roundBefore([first(), second()], second(), YOU)?.id).toBe(1);
    expect(roundBefore([first({ late: [late] }), second()], second(), YOU)).toBeUndefined();
    expect(roundBefore([first({ room: 3 }), second()], second(), YOU), 'that of a room cannot be').toBeUndefined();
    expect(roundBefore([first()], first(), YOU)).toBeUndefined();
  });

  test('class talks between them', () => {
    expect(between([first(), second()], second())).toEqual({ from: 2_000, to: 9_000 });
    expect(between([first()], first())).toBeUndefined();
  });
});

describe('how others reasoned', () => {
  const said = (at: number, participant: number, text: string, rest: Partial<Event> = {}) =>
    ({ ...event(at, { kind: 'chat_sent', participant, text }), ...rest }) as Event;
  const told = (events: Event[], threads: Thread[] = []) =>
    reasonings({ from: 2_000, to: 9_000 }, { events, threads, nameOf: (id) => `Person ${id}`, you: YOU });
  const thread = (at: number, pinned: boolean) =>
    ({
      id: 'a',
      by: 'Uma',
      title: 'It is pushed along',
      message: null,
      marks: { pinned, question: false, answer: null },
      moment: { moment: { session: 's', at }, title: 'Waves' },
    }) as unknown as Thread;

  test('is what they wrote to all between the rounds, the longest, in order', () => {
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
      [2_000, 'Person 3'],
      [5_000, 'Person 4'],
      [6_000, 'Person 5'],
      [7_000, 'Person 5'],
      [8_000, 'Person 5'],
    ]);
    const later = said(20_000, 3, long(3), { later: { unix: 1, anchor: 4_000 } });
    expect(
      told([later]).map(({ at }) => at),
      'a message about a moment of it counts',
    ).toEqual([4_000]);
  });

  test('is what staff pinned, where they did', () => {
    const events = [said(3_000, 3, 'A reason of some length')];
    expect(told(events, [thread(4_000, true), thread(1_000, true), thread(5_000, false)])).toEqual([
      { by: 'Uma', text: 'It is pushed along', at: 4_000, chosen: true },
    ]);
    expect(told(events, [thread(4_000, false)]).map(({ chosen }) => chosen)).toEqual([false]);
    expect(told([])).toEqual([]);
  });
});
