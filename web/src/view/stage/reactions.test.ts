import { describe, expect, test } from 'vitest';
import type { Reaction } from '../../protocol/generated';
import { person } from '../kit/fixture';
import {
  nextSpoken,
  NOTHING_SPOKEN,
  REACTION_MS,
  reactionAt,
  reactionsOfMany,
  SPOKEN_GAP_MS,
  type Reactions,
} from './reactions';

const showing = (id: number, reaction: Reaction, at = 1_000) => person(id, { reaction: { reaction, at } });

describe('shown', () => {
  test('few have theirs beside them, many are counted', () => {
    const two = [showing(1, 'applause'), showing(2, 'applause'), person(3)];
    expect(reactionsOfMany(two, 1_000)).toBeNull();
    expect(reactionsOfMany([...two, showing(4, 'heart', 1_500)], 1_600)).toEqual({
      counts: [
        { reaction: 'applause', count: 2 },
        { reaction: 'heart', count: 1 },
      ],
      newest: 1_500,
    });
  });

  test('not those that are over, or to come where the cursor went back', () => {
    const three = [showing(1, 'agree'), showing(2, 'agree'), showing(3, 'agree', 3_000)];
    expect(reactionsOfMany(three, 2_999)).toBeNull();
    expect(reactionsOfMany(three, 3_000)?.counts[0]?.count).toBe(3);
    expect(reactionsOfMany(three, 1_000 + REACTION_MS)).toBeNull();
  });
});

describe('said', () => {
  const applause = (count: number, newest: number): Reactions => ({
    counts: [{ reaction: 'applause', count }],
    newest,
  });
  /** The sentences from 0 on, when the state is read four times a second. */
  function sentences(shownAt: (clock: number) => Reactions | null, until: number): [number, number][] {
    const said: [number, number][] = [];
    let spoken = NOTHING_SPOKEN;
    for (let clock = 0; clock <= until; clock += 250) {
      const next = nextSpoken(spoken, shownAt(clock), clock);
      if (next.counts !== spoken.counts && next.counts[0]) said.push([clock, next.counts[0].count]);
      spoken = next;
    }
    return said;
  }

  test('once they have gathered, then not again for a while', () => {
    const growing = sentences((clock) => applause(3 + Math.floor(clock / 250), clock), 11_000);
    expect(growing).toEqual([
      [1_000, 7],
      [1_000 + SPOKEN_GAP_MS, 27],
      [1_000 + 2 * SPOKEN_GAP_MS, 47],
    ]);
  });

  test('the same ones once, and gone from the page afterwards', () => {
    expect(sentences(() => applause(5, 0), 20_000)).toEqual([[1_000, 5]]);
    const said = nextSpoken({ ...NOTHING_SPOKEN, since: 0 }, applause(5, 0), 1_000);
    expect(nextSpoken(said, null, 2_000).counts).toBe(said.counts);
    expect(nextSpoken(said, null, 1_000 + SPOKEN_GAP_MS).counts).toEqual([]);
  });

  test('nothing new is the same object', () => {
    expect(nextSpoken(NOTHING_SPOKEN, null, 9)).toBe(NOTHING_SPOKEN);
    const waiting = nextSpoken(NOTHING_SPOKEN, applause(3, 1), 0);
    expect(nextSpoken(waiting, applause(4, 2), 500)).toBe(waiting);
  });
});

test('a reaction fades by the clock of whoever looks', () => {
  const someone = person(1, { reaction: { reaction: 'heart', at: 1_000 } });
  expect(reactionAt(someone, 999)).toBeUndefined();
  expect(reactionAt(someone, 1_000)?.reaction).toBe('heart');
  expect(reactionAt(someone, 1_000 + REACTION_MS)).toBeUndefined();
});
