import { expect, test } from 'vitest';
import { person } from '../kit/fixture';
import { nextSpeaker, NOBODY, TAKE_OVER_MS } from './speaker';

const people = (...speaking: number[]) => [1, 2, 3].map((id) => person(id, { speaking: speaking.includes(id) }));

test('the first who speaks is shown at once and stays when silent', () => {
  const first = nextSpeaker(NOBODY, people(2), 0);
  expect(first.current).toBe(2);
  expect(nextSpeaker(first, people(), 60_000)).toBe(first);
});

test('another takes over only after speaking for a while into the silence', () => {
  let state = nextSpeaker(NOBODY, people(1), 0);
  state = nextSpeaker(state, people(2), 1_000);
  expect(state.current).toBe(1);
  state = nextSpeaker(state, people(2), 1_000 + TAKE_OVER_MS - 1);
  expect(state.current).toBe(1);
  state = nextSpeaker(state, people(2), 1_000 + TAKE_OVER_MS);
  expect(state.current).toBe(2);
});

test('a cough does not take over', () => {
  let state = nextSpeaker(NOBODY, people(1), 0);
  state = nextSpeaker(state, people(2), 500);
  state = nextSpeaker(state, people(), 700);
  state = nextSpeaker(state, people(2), 5_000);
  expect(state.current).toBe(1);
});

test('who speaks over the speaker does not take over', () => {
  let state = nextSpeaker(NOBODY, people(1), 0);
  state = nextSpeaker(state, people(1, 2), 5_000);
  state = nextSpeaker(state, people(1, 2), 10_000);
  expect(state.current).toBe(1);
});

test('the speaker who leaves makes room', () => {
  const state = nextSpeaker(NOBODY, people(1), 0);
  expect(nextSpeaker(state, [person(2)], 10).current).toBeNull();
});

test('one is not shown to oneself', () => {
  expect(nextSpeaker(NOBODY, people(1, 3), 0, 1).current).toBe(3);
});

test('a cursor that jumps back starts the wait anew', () => {
  let state = nextSpeaker(NOBODY, people(1), 50_000);
  state = nextSpeaker(state, people(2), 60_000);
  state = nextSpeaker(state, people(2), 10_000);
  expect(state).toMatchObject({ current: 1, challenger: { id: 2, since: 10_000 } });
});
