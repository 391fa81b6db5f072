import { expect, test } from 'vitest';
import type { Work } from '../../protocol/generated';
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
  expect(own.isNews([], false), 'it is being read').toBe(false);
  expect(own.isNews([work(3, 7)], true), 'it was there').toBe(false);
  const byOthers = [work(3, 7), work(5, 8), work(6, 9, [7, 10])];
  expect(own.isNews(byOthers, true)).toBe(true);
  expect(own.isNews(byOthers, true), 'it is known').toBe(false);
  expect(own.isNews([], true), 'all is read anew').toBe(false);
  expect(own.isNews(byOthers, true), 'it is the same').toBe(false);
  expect(own.isNews([...byOthers, work(7, 8, [9])], true), 'the work of others').toBe(false);
  expect(own.isNews([...byOthers, work(8, 9, [7, 10], '')], true), 'what is taken back shows nothing').toBe(false);
  expect(own.isNews([...byOthers, work(9, 7, [9, 10])], true)).toBe(true);
});
