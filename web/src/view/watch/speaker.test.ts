import { expect, test } from 'vitest';
import { Listeners } from '../../core/listeners';
import type { Devices } from '../../media/devices';
import { playOnChosen } from './speaker';

test('a recording is played on the loudspeaker that is chosen, and on the next', () => {
  const changed = new Listeners();
  let id = 'desk';
  const devices = { chosen: () => id, subscribe: (told: () => void) => changed.add(told) } as unknown as Devices;
  const played: string[] = [];
  const end = playOnChosen({ setSpeaker: (speaker) => played.push(speaker) }, devices);
  id = 'head';
  changed.emit();
  end();
  id = 'wall';
  changed.emit();
  expect(played).toEqual(['desk', 'head']);
});
