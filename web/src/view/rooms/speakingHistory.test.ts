import { expect, test } from 'vitest';
import type { Event } from '../../protocol/generated';
import { event, roomsClosed as closed, roomsOpened as opened } from '../kit/fixture';
import { SpeakingHistory } from './speakingHistory';

const says = (at: number, participant: number, speaking = true): Event =>
  event(at, { kind: 'speaking', participant, speaking });

test('who has spoken since the rooms opened, at any moment, also when events come twice', () => {
  const history = new SpeakingHistory();
  const events = [says(5, 1), opened(10, [1, 2]), says(20, 1), says(25, 1, false), says(30, 2), closed(40, [1, 2])];
  for (const each of [...events, ...events, opened(50, [3])]) history.add(each);
  expect([10, 20, 35, 45, 55].map((at) => [...history.spoken(at)])).toEqual([[], [1], [1, 2], [], []]);
});
