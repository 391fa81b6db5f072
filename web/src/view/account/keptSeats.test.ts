import { expect, test } from 'vitest';
import { SafeStorage } from '../../core/storage';
import { FakeStorage } from '../../core/testing';
import { LIMITS } from '../../protocol/generated';
import { decline, offered } from './keptSeats';

const seat = (session: string) => ({ session, token: session, participant: 2, role: 'guest' as const, code: 'abc' });
const sessions = (list: readonly { session: string }[]) => list.map(({ session }) => session);

test('seats of another person are not asked about again', () => {
  const storage = new SafeStorage(() => web);
  const web = new FakeStorage();
  decline(['a'], storage);
  decline(['b', 'a'], storage);
  expect(sessions(offered(['a', 'b', 'c'].map(seat), storage))).toEqual(['c']);
});

test('what another version kept is passed over, and no more are asked about than the server takes', () => {
  const storage = new SafeStorage(() => web);
  const web = new FakeStorage();
  storage.writeJson('seats.declined', { a: 1 });
  const many = Array.from({ length: LIMITS.seatsClaimed + 1 }, (_, n) => seat(String(n)));
  expect(offered(many, storage)).toHaveLength(LIMITS.seatsClaimed);
});
