import { expect, test } from 'vitest';
import type { Event } from '../../protocol/generated';
import { event } from '../kit/fixture';
import { Silences } from './silences';

const speaks = (at: number, participant: number, speaking: boolean) =>
  event(at, { kind: 'speaking', participant, speaking });
const moves = (at: number, participant: number, room: number) => event(at, { kind: 'moved', participant, room });
const sounds = (at: number, state: 'on' | 'off') =>
  event(at, { kind: 'track_changed', participant: 1, source: 'screen_audio', state });

function fold(...events: Event[]): Silences {
  const silences = new Silences();
  for (const one of events) silences.add(one);
  return silences;
}

test('silence is where nobody speaks for a while', () => {
  const heard = fold(
    speaks(5_000, 1, true),
    speaks(8_000, 2, true),
    speaks(9_000, 1, false),
    speaks(10_000, 2, false),
    speaks(12_000, 1, true),
    speaks(15_000, 1, false),
  );
  expect(heard.of(0, 17_000)).toEqual([{ from: 0, to: 5_000 }]);
  expect(heard.of(0, 40_000)).toEqual([
    { from: 0, to: 5_000 },
    { from: 15_000, to: 40_000 },
  ]);
});

test('a film is no silence, nor is the time in which the server was away', () => {
  const film = fold(sounds(0, 'on'), sounds(60_000, 'off'), speaks(65_000, 1, true));
  expect(film.of(0, 65_000)).toEqual([{ from: 60_000, to: 65_000 }]);
  const away = fold(
    speaks(1_000, 1, true),
    event(30_000, { kind: 'interrupted', from: 10_000, to: 30_000 }),
    speaks(34_000, 1, true),
  );
  expect(away.of(0, 35_000)).toEqual([{ from: 30_000, to: 34_000 }]);
});

test('who is muted does not speak', () => {
  const muted = event(5_000, { kind: 'track_changed', participant: 1, source: 'microphone', state: 'muted' });
  expect(fold(speaks(0, 1, true), muted).of(0, 20_000)).toEqual([{ from: 5_000, to: 20_000 }]);
});

test('each room is heard by itself, and who leaves speaks no more', () => {
  const heard = fold(
    moves(0, 1, 0),
    moves(0, 2, 4),
    speaks(1_000, 2, true),
    speaks(2_000, 1, true),
    moves(20_000, 1, 4),
  );
  expect(heard.of(0, 30_000)).toEqual([{ from: 20_000, to: 30_000 }]);
  expect(heard.of(4, 30_000)).toEqual([]);
});
