import { beforeEach, expect, test } from 'vitest';
import { PauseToAnswer } from './pauseToAnswer.svelte';

const room = { playing: true, live: false, atEdge: false, pause: () => {}, play: async () => {} };
let rests: PauseToAnswer;

beforeEach(() => {
  Object.assign(room, { playing: true, live: false, atEdge: false });
  room.pause = () => void (room.playing = false);
  room.play = async () => void (room.playing = true);
  rests = new PauseToAnswer(room);
});

test('playback rests while somebody answers, and goes on after it', () => {
  rests.begin(3);
  expect([room.playing, rests.poll]).toEqual([false, 3]);
  rests.begin(3);
  rests.end(4);
  expect([room.playing, rests.poll]).toEqual([false, 3]);
  rests.end(3);
  expect([room.playing, rests.poll]).toEqual([true, undefined]);
});

test('what rested before stays so', () => {
  room.playing = false;
  rests.begin(3);
  expect(rests.poll).toBeUndefined();
  rests.end(3);
  expect(room.playing).toBe(false);
});

test('at the edge class goes on; behind it, it waits', () => {
  Object.assign(room, { live: true, atEdge: true });
  rests.begin(3);
  expect([room.playing, rests.poll]).toEqual([true, undefined]);
  rests.end(3);
  room.atEdge = false;
  rests.begin(3);
  expect([room.playing, rests.poll]).toEqual([false, 3]);
});

test('whoever plays on while they answer is not paused for it again', () => {
  rests.begin(3);
  room.playing = true;
  rests.played();
  rests.begin(3);
  expect([room.playing, rests.poll]).toEqual([true, undefined]);
  rests.end(3);
  rests.begin(3);
  expect(room.playing).toBe(false);
});

test('whoever goes to another poll first is waited for until that is answered', () => {
  rests.begin(3);
  rests.begin(4);
  rests.end(3);
  expect([room.playing, rests.poll]).toEqual([false, 4]);
  rests.end(4);
  expect(room.playing).toBe(true);
});
