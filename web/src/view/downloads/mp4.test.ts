import { describe, expect, test } from 'vitest';
import type { Mp4State } from '../../protocol/generated';
import { isOnItsWay, mp4Text } from './mp4';

const file = (state: Mp4State, anew = false) => ({ can_make: true, anew, state });

describe('an MP4 file', () => {
  test('is on its way until it is made or cannot be', () => {
    const states: Mp4State[] = [
      { is: 'absent' },
      { is: 'waiting', reason: 'class' },
      { is: 'working', percent: 7 },
      { is: 'made', made_unix: 0, bytes: 1 },
      { is: 'failed', why: 'no_room' },
    ];
    expect(states.filter((state) => isOnItsWay(file(state))).map(({ is }) => is)).toEqual(['waiting', 'working']);
  });

  test('says how far it has come, and why it is made anew', () => {
    expect(mp4Text(file({ is: 'working', percent: 7 }))).toBe('It is being made: 7 % so far. You can close this page.');
    expect(mp4Text(file({ is: 'waiting', reason: 'class' }, true))).toBe(
      'The recording was changed, so that the file is made again. It waits until no class runs on this server.',
    );
    expect(mp4Text(file({ is: 'made', made_unix: 0, bytes: 12_000_000 }, true))).toMatch(/^12 MB, made .+30 days/);
  });
});
