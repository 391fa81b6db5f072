import { expect, test } from 'vitest';
import type { Thread } from '../../protocol/generated';
import { inOrder, latestBefore } from './moments';

const about = (id: string, at: number | null) =>
  ({ id, moment: at === null ? null : { moment: { session: 's', at }, title: '' } }) as Thread;

test('threads stand in the order of the moments that they are about', () => {
  const threads = inOrder([about('late', 9), about('course', null), about('early', 2), about('at nine, too', 9)]);
  expect(threads.map(({ id }) => id)).toEqual(['early', 'late', 'at nine, too']);
  expect([1, 2, 8, 9].map((at) => latestBefore(threads, at))).toEqual([undefined, 'early', 'early', 'at nine, too']);
});
