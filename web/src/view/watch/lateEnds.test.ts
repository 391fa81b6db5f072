import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LateAnswers, Poll, PollId } from '../../protocol/generated';
import { pollOf } from '../kit/fixture';
import { LateEnds } from './lateEnds.svelte';

let changes: (readonly PollId[])[];
let ends: LateEnds;

beforeEach(() => {
  vi.useFakeTimers();
  changes = [];
  ends = new LateEnds((polls) => changes.push(polls));
  // The server's clock is an hour ahead.
  ends.tellTime(Date.now() + 3_600_000);
});
afterEach(() => {
  ends.close();
  vi.useRealTimers();
});

const poll = (id: number, late_answers: LateAnswers, closed: number | null = 2_000): Poll =>
  pollOf(id, { closed, late_answers });
const until = (ms: number): LateAnswers => ({ late: 'until', unix: ends.now + ms });

test('an event of staff ends them, and begins them again', () => {
  ends.follow([poll(1, { late: 'open' }), poll(2, { late: 'closed' })]);
  expect(changes, 'that is how it was found').toEqual([]);
  ends.follow([poll(1, { late: 'closed' }), poll(2, { late: 'open' })]);
  ends.follow([poll(1, { late: 'closed' }), poll(2, { late: 'open' })]);
  expect(changes).toEqual([[1, 2]]);
});

test('so does a deadline, by the clock of the server', () => {
  ends.follow([poll(1, until(60_000)), poll(2, until(90_000)), poll(3, { late: 'open' })]);
  vi.advanceTimersByTime(59_999);
  expect(changes).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(changes).toEqual([[1]]);
  vi.advanceTimersByTime(30_000);
  expect(changes).toEqual([[1], [2]]);
  vi.advanceTimersByTime(10 * 86_400_000);
  expect(changes).toHaveLength(2);
});

test('a deadline of many days is waited for', () => {
  const days = 86_400_000;
  ends.follow([poll(1, until(40 * days))]);
  vi.advanceTimersByTime(40 * days - 1);
  expect(changes).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(changes).toEqual([[1]]);
});

test('neither a poll that closes nor a journal that is read anew says that it ended', () => {
  ends.follow([poll(1, { late: 'open' }, null)]);
  ends.follow([poll(1, { late: 'open' })]);
  ends.follow([]);
  ends.follow([poll(1, { late: 'closed' })]);
  expect(changes).toEqual([]);
});

test('nothing is heard after it is closed', () => {
  ends.follow([poll(1, until(1_000))]);
  ends.close();
  vi.advanceTimersByTime(2_000);
  expect(changes).toEqual([]);
});
