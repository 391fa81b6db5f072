import { expect, test } from 'vitest';
import { listedChapters, listedNames } from './listed';
import type { Beginning } from './beginnings';

const screen = (from: number): Beginning => ({ kind: 'screen', participant: 1, from });
const named = (from: number, title: string): Beginning => ({ kind: 'named', title, from });

test('what staff named can be told from what follows from class, also where their name goes on', () => {
  const all = [screen(0), named(10, 'Proof'), screen(20), named(30, 'Proof')];
  expect(listedChapters(all, [{ from: 10, title: 'Proof' }], [], () => 'Bo')).toEqual([
    { from: 0, title: 'Screen of Bo', own: false },
    { from: 10, title: 'Proof', own: true },
    { from: 20, title: 'Screen of Bo', own: false },
    { from: 30, title: 'Proof', own: false },
  ]);
  expect(listedNames([{ from: 10, title: 'Proof' }])).toEqual([{ from: 10, title: 'Proof', own: true }]);
});

test('what lies wholly in what is left out is not listed, but for what staff named there', () => {
  const all = [screen(0), screen(10), named(15, 'Gone'), screen(20)];
  const list = listedChapters(all, [{ from: 15, title: 'Gone' }], [{ from: 10, to: 20 }], () => 'Bo');
  expect(list.map(({ from }) => from)).toEqual([0, 15, 20]);
  const goesOn = listedChapters(all, [], [{ from: 10, to: 18 }], () => 'Bo');
  expect(
    goesOn.map(({ from }) => from),
    'what goes on behind it is',
  ).toEqual([0, 15, 20]);
});
