import { expect, test } from 'vitest';
import type { Work } from '../../protocol/generated';
import { dismiss, toasts } from '../kit/toasts.svelte';
import { OwnWork } from './ownWork';

const work = (seq: number, participant: number, others: number[] = [], text = 'Seven'): Work => ({
  seq,
  room: 1,
  participant,
  at: seq,
  later: { unix: seq },
  audience: { to: 'room', room: 1 },
  text,
  with: others,
});

test('what is handed in for somebody by others is news once, and so is what they hand in', () => {
  const own = new OwnWork(7);
  const news = (work: Work[], loaded = true) => own.news(work, loaded)?.seq;
  expect(news([], false), 'it is being read').toBeUndefined();
  expect(news([work(3, 7)]), 'it was there').toBeUndefined();
  const byOthers = [work(3, 7), work(5, 8), work(6, 9, [7, 10])];
  expect(news(byOthers)).toBe(6);
  expect(news(byOthers), 'it is known').toBeUndefined();
  expect(news([]), 'all is read anew').toBeUndefined();
  expect(news(byOthers), 'it is the same').toBeUndefined();
  expect(news([...byOthers, work(7, 8, [9])]), 'the work of others').toBeUndefined();
  const back = work(8, 9, [7, 10], '');
  expect(news([...byOthers, back]), 'it is taken back').toBe(8);
  expect(news([...byOthers, back, work(9, 7, [9, 10])])).toBe(9);
});

test('what others did with it is said, and what one did oneself is not', () => {
  const own = new OwnWork(7);
  const said = (one: Work) => {
    for (const { id } of toasts()) dismiss(id);
    own.say(one, (id) => `Person ${id}`);
    return toasts().map(({ text }) => text);
  };
  expect(said(work(3, 7, [8]))).toEqual([]);
  expect(said(work(4, 8, [7]))).toEqual([expect.stringContaining('Person 8 handed in')]);
  expect(said(work(5, 8, [7], ''))).toEqual([expect.stringContaining('Person 8 took back')]);
});
