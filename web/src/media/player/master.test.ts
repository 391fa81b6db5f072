import { expect, test } from 'vitest';
import { WallMaster } from './master';

function wall() {
  let now = 1_000;
  const master = new WallMaster(() => now);
  return { master, pass: (ms: number) => (now += ms) };
}

test('runs at its rate while it plays', async () => {
  const { master, pass } = wall();
  master.seek(5_000);
  pass(1_000);
  expect([master.position, master.running]).toEqual([5_000, false]);
  await master.play();
  pass(1_000);
  master.setRate(2);
  pass(1_000);
  expect([master.position, master.running]).toEqual([8_000, true]);
  master.pause();
  pass(1_000);
  expect(master.position).toBe(8_000);
});

test('stands while it waits, and goes on by itself', async () => {
  const { master, pass } = wall();
  await master.play();
  master.hold(true, 10_000);
  pass(1_000);
  expect([master.position, master.running]).toEqual([0, false]);
  master.hold(false, 10_000);
  pass(1_000);
  expect([master.position, master.running]).toEqual([1_000, true]);
});

test('never passes the limit, and goes on when that moves', async () => {
  const { master, pass } = wall();
  await master.play();
  pass(2_500);
  master.hold(false, 2_000);
  pass(1_000);
  expect([master.position, master.running]).toEqual([2_000, false]);
  master.hold(false, 4_000);
  pass(1_000);
  expect(master.position).toBe(3_000);
});
