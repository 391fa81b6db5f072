import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Listeners } from '../core/listeners';
import { RefusedError, type LiveClass, type LiveStatus } from '../core/live';
import { emptySnapshot } from '../core/reducer';
import type { Command, CommandResult } from '../protocol/generated';
import { MediaConnection } from './connection';

class FakePeer {
  static made: FakePeer[] = [];
  connection = Object.assign(new EventTarget(), { connectionState: 'new', getStats: async () => new Map() });
  audio = [];
  videoMids: string[] = ['3'];
  offer = async () => ({ sdp: '', sends: [] });
  answer = async () => {};
  send = async () => {};
  addVideoSlots = () => {};
  videoStream = () => undefined;
  close = () => {};
  constructor() {
    FakePeer.made.push(this);
  }
  become(state: string) {
    this.connection.connectionState = state;
    this.connection.dispatchEvent(new Event('connectionstatechange'));
  }
}
vi.mock('./peer', () => ({
  Peer: function () {
    return new FakePeer();
  },
  SOURCES: ['microphone', 'camera', 'screen', 'screen_audio'],
}));

/** A class that answers every offer, and refuses a request for pictures when `refuse` is called. */
function begin() {
  const changed = new Listeners();
  const asked: Command['do'][] = [];
  const world = { status: 'online' as LiveStatus, refuse: (_: RefusedError) => {} };
  const live = {
    you: 1,
    snapshot: { ...emptySnapshot(), session: 's' },
    get status() {
      return world.status;
    },
    subscribe: (callback: () => void) => changed.add(callback),
    onEvent: () => () => {},
    onNotice: () => () => {},
    async command(command: Command): Promise<CommandResult> {
      asked.push(command.do);
      if (command.do === 'watch') return new Promise((_, reject) => (world.refuse = reject));
      return command.do === 'offer' ? { result: 'answer', sdp: '' } : { result: 'done' };
    },
  };
  const become = (status: LiveStatus) => {
    world.status = status;
    changed.emit();
  };
  return { media: new MediaConnection(live as unknown as LiveClass), world, asked, become };
}

const TRY_MS = 10_000;
const peer = () => FakePeer.made.at(-1)!;

beforeEach(() => {
  vi.useFakeTimers();
  FakePeer.made = [];
});
afterEach(() => void vi.useRealTimers());

describe('a network that lets no media through', () => {
  test('is told after two tries, and tried on', async () => {
    const { media } = begin();
    await vi.advanceTimersByTimeAsync(TRY_MS);
    expect(media.status).toBe('connecting');
    await vi.advanceTimersByTimeAsync(TRY_MS);
    expect([media.status, FakePeer.made.length]).toEqual(['blocked', 3]);
    peer().become('connected');
    expect(media.status).toBe('connected');
  });

  test('is not taken for it when the connection only broke', async () => {
    const { media } = begin();
    await vi.advanceTimersByTimeAsync(0);
    peer().become('connected');
    peer().become('failed');
    await vi.advanceTimersByTimeAsync(TRY_MS);
    expect(media.status).toBe('lost');
  });

  test('may be another one after the class was away', async () => {
    const { media, become } = begin();
    await vi.advanceTimersByTimeAsync(2 * TRY_MS);
    become('reconnecting');
    become('online');
    expect(media.status).toBe('lost');
  });
});

test('pictures that are refused after the end are not asked for again', async () => {
  const { media, world, asked, become } = begin();
  await vi.advanceTimersByTimeAsync(0);
  media.watch([{ track: { participant: 2, source: 'camera' }, height: 180 }]);
  await vi.advanceTimersByTimeAsync(1_000);
  const before = [...asked];
  expect(before).toContain('watch');
  become('closed');
  world.refuse(new RefusedError('internal'));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(asked).toEqual(before);
});
