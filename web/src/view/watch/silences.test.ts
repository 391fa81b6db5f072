import { describe, expect, test } from 'vitest';
import type { Event } from '../../protocol/generated';
import { event } from '../kit/fixture';
import { Silences } from './silences';
import { skippable } from './skips';

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

describe('what was measured of the sound', () => {
  const sound = (measured: [number, number], ...quiet: [number, number][]) => {
    const of = ([from, to]: [number, number]) => ({ from, to });
    return { measured: [of(measured)], quiet: quiet.map(of) };
  };
  const from5to8 = fold(speaks(5_000, 1, true), speaks(8_000, 1, false), speaks(60_000, 1, true));

  test('a soft voice without an event is no silence, and noise that is taken for speech is', () => {
    const noise = fold(speaks(0, 1, true));
    expect(noise.of(0, 60_000, sound([0, 60_000], [10_000, 20_000]))).toEqual([{ from: 10_000, to: 20_000 }]);
    expect(from5to8.of(0, 60_000, sound([0, 60_000]))).toEqual([]);
  });

  test('where it is not known the events count, and both make one silence', () => {
    expect(from5to8.of(0, 60_000, sound([0, 30_000], [6_000, 30_000]))).toEqual([{ from: 6_000, to: 60_000 }]);
    expect(from5to8.of(0, 60_000, sound([30_000, 60_000], [30_000, 31_000], [40_000, 41_000]))).toEqual([
      { from: 0, to: 5_000 },
      { from: 8_000, to: 31_000 },
    ]);
  });

  test('the pauses of a film are no silence, nor is a breath', () => {
    const film = fold(sounds(10_000, 'on'), sounds(20_000, 'off'));
    const heard = sound([0, 60_000], [2_000, 4_900], [8_000, 25_000]);
    expect(film.of(0, 60_000, heard)).toEqual([{ from: 20_000, to: 25_000 }]);
    const goesOn = fold(sounds(10_000, 'on'));
    expect(goesOn.of(0, 60_000, heard)).toEqual([]);
  });

  test('whatever the events say, nothing that is louder is left out', () => {
    // A small generator, so that a failure is the same each time.
    let seed = 7;
    const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
    for (let n = 0; n < 200; n++) {
      const events = Array.from({ length: 12 }, () => random(60_000))
        .sort((a, b) => a - b)
        .map((at) => speaks(at, random(3), random(2) === 0));
      const edges = Array.from({ length: 8 }, () => random(60_000)).sort((a, b) => a - b);
      const quiet = [0, 2, 4, 6].map((i): [number, number] => [edges[i]!, edges[i + 1]!]);
      const left = skippable(fold(...events).of(0, 60_000, sound([0, 60_000], ...quiet)));
      for (const { from, to } of left) {
        expect(quiet.some(([start, end]) => start <= from && to <= end)).toBe(true);
      }
    }
  });
});
