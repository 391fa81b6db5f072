import { beforeEach, expect, test, vi } from 'vitest';
import { api, ApiError } from '../../core/http';
import { FakeStorage } from '../../core/testing';
import type { JoinInfo, Me } from '../../protocol/generated';
import { account } from '../account/account.svelte';
import { LobbyInfo } from './lobby.svelte';

const PERSON = { name: 'Sam', profile: { zone: 'Europe/Berlin' } };
const signedIn = (person: object | null) => ({ setup_needed: false, mail: false, person }) as Me;

beforeEach(() => {
  vi.restoreAllMocks();
  vi.stubGlobal('localStorage', new FakeStorage());
  vi.stubGlobal('sessionStorage', new FakeStorage());
  account.me = signedIn(PERSON);
});

test('whoever was signed out elsewhere is not called one who is no member', async () => {
  vi.spyOn(api, 'joinInfo').mockRejectedValue(new ApiError('members_only', 403));
  const me = vi.spyOn(api, 'me').mockResolvedValue(signedIn(null));
  const lobby = new LobbyInfo('abc');
  await lobby.load();
  expect([lobby.membersOnly, account.person]).toEqual([true, null]);
  await lobby.load();
  expect(me).toHaveBeenCalledTimes(1);
});

test.each([
  [true, 0],
  [false, 1],
])('a class that is theirs (%s) is shown without asking who they are', async (yours, asked) => {
  const info = { yours, banned: false, session: { id: 's', state: 'live', duration: 0 } } as unknown as JoinInfo;
  vi.spyOn(api, 'joinInfo').mockResolvedValue(info);
  const me = vi.spyOn(api, 'me').mockResolvedValue(signedIn(PERSON));
  const lobby = new LobbyInfo('abc');
  await lobby.load();
  await lobby.load();
  expect(me).toHaveBeenCalledTimes(asked);
  expect([lobby.info, account.person]).toEqual([info, PERSON]);
});
