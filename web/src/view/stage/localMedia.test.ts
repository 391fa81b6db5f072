import { describe, expect, test } from 'vitest';
import type { MediaConnection } from '../../media/connection';
import { DeviceError, type DeviceKind, type Devices } from '../../media/devices';
import type { Source } from '../../protocol/generated';
import { LocalMedia } from './localMedia.svelte';

class FakeTrack {
  readyState = 'live';
  readonly id: string;
  constructor(id: string) {
    this.id = id;
  }
  stop = () => void (this.readyState = 'ended');
}

/** A computer with some devices, of which the `busy` ones do not open, and a class that takes every track. */
function world() {
  const chosen: Record<DeviceKind, string> = { microphone: '', camera: 'front', speaker: '' };
  const published: Partial<Record<Source, FakeTrack | null>> = {};
  const listeners = new Set<() => void>();
  const world = { busy: new Set<string>(), speakers: [] as string[], failures: [] as unknown[], plugged: () => {} };
  const subscribe = (set: Set<() => void>) => (listener: () => void) => {
    set.add(listener);
    return () => set.delete(listener);
  };
  const devicesChanged = new Set<() => void>();
  const open = (kind: 'microphone' | 'camera') => async () => {
    if (world.busy.has(chosen[kind])) throw new DeviceError(kind, 'busy');
    return new FakeTrack(chosen[kind]);
  };
  const devices = {
    chosen: (kind: DeviceKind) => chosen[kind],
    choose: (kind: DeviceKind, id: string) => void (chosen[kind] = id),
    openCamera: open('camera'),
    openMicrophone: open('microphone'),
    subscribe: subscribe(devicesChanged),
  };
  const publish = (source: Source) => async (track: FakeTrack | null) => {
    published[source] = track;
    for (const listener of listeners) listener();
  };
  const media = {
    get microphone() {
      return published.microphone ? 'on' : 'off';
    },
    get camera() {
      return Boolean(published.camera);
    },
    screen: false,
    localTrack: (source: Source) => published[source] ?? null,
    setMicrophone: publish('microphone'),
    setCamera: publish('camera'),
    setMicrophoneMuted: async () => {},
    setSpeaker: async (id: string) => void world.speakers.push(id),
    subscribe: subscribe(listeners),
  };
  const localMedia = new LocalMedia(media as unknown as MediaConnection, devices as unknown as Devices, (error) =>
    world.failures.push(error),
  );
  world.plugged = () => devicesChanged.forEach((listener) => listener());
  return { world, localMedia, chosen, published };
}

describe('another camera', () => {
  test('takes the place of the first', async () => {
    const { localMedia, published } = world();
    await localMedia.toggleCamera();
    await localMedia.choose('camera', 'back');
    expect([published.camera?.id, published.camera?.readyState]).toEqual(['back', 'live']);
  });

  test('that is in use leaves the first, running, and says so', async () => {
    const { world: computer, localMedia, chosen, published } = world();
    await localMedia.toggleCamera();
    computer.busy.add('back');
    await localMedia.choose('camera', 'back');
    expect([published.camera?.id, published.camera?.readyState, chosen.camera]).toEqual(['front', 'live', 'front']);
    expect(computer.failures).toEqual([new DeviceError('camera', 'busy')]);
  });

  test('leaves none where the first is gone by then, too', async () => {
    const { world: computer, localMedia, published } = world();
    await localMedia.toggleCamera();
    computer.busy.add('back').add('front');
    await localMedia.choose('camera', 'back');
    expect([published.camera, localMedia.camera, computer.failures.length]).toEqual([null, false, 1]);
  });
});

test('another microphone is known to whoever measures it, and one in use leaves the first', async () => {
  const { world: computer, localMedia } = world();
  await localMedia.toggleMicrophone();
  await localMedia.choose('microphone', 'desk');
  expect(localMedia.microphoneTrack?.id).toBe('desk');
  computer.busy.add('head');
  await localMedia.choose('microphone', 'head');
  expect([localMedia.microphoneTrack?.id, localMedia.microphoneTrack?.readyState]).toEqual(['desk', 'live']);
});

test('the speaker that was chosen is used as soon as it is known to be there', () => {
  const { world: computer, chosen, localMedia } = world();
  chosen.speaker = 'head';
  computer.plugged();
  localMedia.close();
  computer.plugged();
  expect(computer.speakers).toEqual(['', 'head']);
});
