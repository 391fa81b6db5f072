import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { RefusedError, type LiveClass } from '../core/live';
import { emptySnapshot } from '../core/reducer';
import type { Command, CommandResult, ErrorCode, Event, Source, Track } from '../protocol/generated';
import type { Peer } from './peer';
import { Publisher } from './publisher';

class FakeTrack extends EventTarget {
  enabled = true;
  contentHint = '';
  stopped = false;
  stop = () => void (this.stopped = true);
}

/** A class, seen from seat 1, that carries out commands unless `refuse` names a reason. */
function world() {
  const asked: string[] = [];
  const sent: Partial<Record<Source, unknown>> = {};
  const world = {
    asked,
    sent,
    refuse: undefined as ErrorCode | 'network' | undefined,
    /** Why the class refuses to switch anything on. */
    refuseOn: undefined as ErrorCode | undefined,
    snapshot: emptySnapshot(),
    publisher: undefined as unknown as Publisher,
    /** Sets the tracks of seat 1 that the class knows of, as a welcome does. */
    known(...tracks: Track[]) {
      world.snapshot.participants = [{ id: 1, tracks } as never];
    },
    /** Staff change a track of seat 1. */
    staff(source: Source, state: Track['state'] | 'off') {
      const head = { seq: 1, at: 0, audience: { to: 'everyone' } } as const;
      const event: Event = { ...head, kind: 'track_changed', participant: 1, source, state, by: 9 };
      world.publisher.received(event);
    },
  };
  const live = {
    you: 1,
    get snapshot() {
      return world.snapshot;
    },
    async command(command: Command): Promise<CommandResult> {
      if (command.do === 'set_track') asked.push(`${command.source} ${command.state}`);
      if (world.refuseOn && command.do === 'set_track' && command.state === 'on')
        throw new RefusedError(world.refuseOn);
      if (world.refuse) throw new RefusedError(world.refuse);
      return { result: 'done' };
    },
  } satisfies Pick<LiveClass, 'command' | 'snapshot' | 'you'>;
  world.publisher = new Publisher(live, () => {});
  const peer = { send: async (source: Source, track: unknown) => void (sent[source] = track) };
  return { ...world, world, peer: peer as unknown as Peer };
}

const track = () => new FakeTrack() as FakeTrack & MediaStreamTrack;
const settled = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function connected() {
  const made = world();
  await made.publisher.attach(made.peer);
  made.publisher.ready();
  return made;
}

describe('Publisher', () => {
  test('tells the class of a track once it can be received', async () => {
    const { publisher, peer, asked, sent } = world();
    const microphone = track();
    await publisher.set('microphone', microphone);
    expect([asked, publisher.state('microphone')]).toEqual([[], 'on']);
    await publisher.attach(peer);
    expect(sent.microphone).toBe(microphone);
    publisher.ready();
    await settled();
    expect(asked).toEqual(['microphone on']);
  });

  test('mutes, also a microphone that is yet to come', async () => {
    const { publisher, asked } = await connected();
    publisher.setMuted(true);
    const microphone = track();
    await publisher.set('microphone', microphone);
    expect([asked, microphone.enabled]).toEqual([['microphone muted'], false]);
    publisher.setMuted(false);
    await settled();
    expect([asked.at(-1), microphone.enabled]).toEqual(['microphone on', true]);
  });

  test('ends what ends by itself', async () => {
    const { publisher, asked, sent } = await connected();
    const screen = track();
    await publisher.set('screen', screen);
    expect(screen.contentHint).toBe('detail');
    screen.dispatchEvent(new Event('ended'));
    await settled();
    expect([asked, sent.screen, publisher.state('screen')]).toEqual([['screen on', 'screen off'], null, 'off']);
  });

  test('accepts what staff does', async () => {
    const { publisher, staff, asked, sent } = await connected();
    const [microphone, camera] = [track(), track()];
    await publisher.set('microphone', microphone);
    await publisher.set('camera', camera);
    staff('microphone', 'muted');
    staff('camera', 'off');
    await settled();
    expect([publisher.state('microphone'), microphone.enabled]).toEqual(['muted', false]);
    expect([publisher.state('camera'), camera.stopped, sent.camera]).toEqual(['off', true, null]);
    expect(asked).toEqual(['microphone on', 'camera on']);
    publisher.setMuted(false);
    await settled();
    expect(asked.at(-1)).toBe('microphone on');
  });

  test('after a lost connection says again what the class forgot, and accepts a mute that it missed', async () => {
    const { publisher, known, asked } = await connected();
    await publisher.set('microphone', track());
    await publisher.set('camera', track());
    known({ source: 'microphone', state: 'muted', since: 0 });
    publisher.welcomed();
    await settled();
    expect([publisher.state('microphone'), asked.slice(2)]).toEqual(['muted', ['camera on']]);
  });

  test('says again after the seat was given up for lost', async () => {
    const { publisher, asked } = await connected();
    await publisher.set('camera', track());
    publisher.received({ seq: 9, at: 0, audience: { to: 'everyone' }, kind: 'left', participant: 1, reason: 'lost' });
    await settled();
    expect(asked).toEqual(['camera on', 'camera on']);
  });

  test('after a reload leaves the class time before it ends what the page does not open again', async () => {
    const { publisher, peer, known, asked } = world();
    known({ source: 'microphone', state: 'on', since: 0 }, { source: 'camera', state: 'on', since: 0 });
    publisher.welcomed();
    await publisher.attach(peer);
    publisher.ready();
    await publisher.set('microphone', track());
    expect(asked).toEqual([]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked).toEqual(['camera off']);
  });

  test('tries again what was refused for the moment', async () => {
    const { world, publisher, asked } = await connected();
    world.refuse = 'rate_limited';
    await publisher.set('camera', track());
    world.refuse = undefined;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toEqual(['camera on', 'camera on']);
  });

  test('keeps for later what the connection lost', async () => {
    const { world, publisher, asked } = await connected();
    world.refuse = 'network';
    await publisher.set('camera', track());
    expect(publisher.state('camera')).toBe('on');
    world.refuse = undefined;
    publisher.welcomed();
    await settled();
    expect(asked).toEqual(['camera on', 'camera on']);
  });

  test('a microphone that may not be on is muted, not lost', async () => {
    const { world, publisher, asked } = await connected();
    world.refuseOn = 'not_now';
    await publisher.set('microphone', track());
    expect([publisher.state('microphone'), asked]).toEqual(['muted', ['microphone on', 'microphone muted']]);
    publisher.setMuted(false);
    await settled();
    expect([publisher.state('microphone'), asked.at(-1)]).toEqual(['muted', 'microphone on']);
    world.refuseOn = undefined;
    publisher.setMuted(false);
    await settled();
    expect(publisher.state('microphone')).toBe('on');
  });

  test('does not send what may not be published', async () => {
    const { world, publisher, sent } = await connected();
    world.refuse = 'forbidden';
    await expect(publisher.set('screen', track())).rejects.toMatchObject({ code: 'forbidden' });
    expect([publisher.state('screen'), sent.screen]).toEqual(['off', null]);
  });
});
