import { expect, test } from 'vitest';
import type { Event, RoomRules } from '../../protocol/generated';
import { event } from '../kit/fixture';
import { SpeakingHistory } from './speakingHistory';

const RULES: RoomRules = { may_return: true, may_choose: false, late: 'main', watching: 'members' };
const opened = (at: number, ids: number[], rules: Partial<RoomRules> = {}): Event =>
  event(at, {
    kind: 'rooms_opened',
    rooms: ids.map((id) => ({ id, name: `Room ${id}`, task: '', until: null, members: [] })),
    rules: { ...RULES, ...rules },
    by: 9,
  });
const closed = (at: number, rooms: number[]): Event => event(at, { kind: 'rooms_closed', rooms });
const says = (at: number, participant: number, speaking = true): Event =>
  event(at, { kind: 'speaking', participant, speaking });

test('who has spoken since the rooms opened, at any moment, also when events come twice', () => {
  const history = new SpeakingHistory();
  const events = [says(5, 1), opened(10, [1, 2]), says(20, 1), says(25, 1, false), says(30, 2), closed(40, [1, 2])];
  for (const each of [...events, ...events, opened(50, [3])]) history.add(each);
  expect([10, 20, 35, 45, 55].map((at) => [...history.spoken(at)])).toEqual([[], [1], [1, 2], [], []]);
});
