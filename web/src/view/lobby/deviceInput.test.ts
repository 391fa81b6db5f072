import { expect, test } from 'vitest';
import { DeviceError, type DeviceFailure, type Devices } from '../../media/devices';
import { DeviceInput } from './deviceInput.svelte';

/** A camera that opens, or fails with `failure`. */
function camera(failure?: DeviceFailure) {
  const world = { failure, opened: 0 };
  const openCamera = async () => {
    world.opened += 1;
    if (world.failure) throw new DeviceError('camera', world.failure);
    return Object.assign(new EventTarget(), { stop() {} }) as MediaStreamTrack;
  };
  return { world, input: new DeviceInput('camera', { openCamera } as unknown as Devices, true) };
}

test.each(['denied', 'missing', 'busy', 'insecure'] as const)(
  'what is %s shows as off, with the reason',
  async (why) => {
    const { input } = camera(why);
    await input.open();
    expect([input.works, input.failure, input.opening]).toEqual([false, why, false]);
  },
);

test('switching on what failed tries it again', async () => {
  const { input, world } = camera('denied');
  await input.open();
  world.failure = undefined;
  await input.toggle();
  expect([input.works, input.failure, world.opened]).toEqual([true, undefined, 2]);
  await input.toggle();
  expect([input.works, input.track, world.opened]).toEqual([false, undefined, 2]);
});

test('a device that is pulled out shows as off', async () => {
  const { input } = camera();
  await input.open();
  input.track!.dispatchEvent(new Event('ended'));
  expect([input.works, input.failure]).toEqual([false, 'missing']);
});

test('a device that has ended is not opened, whatever was still to come', async () => {
  const { input, world } = camera();
  input.end();
  await input.open();
  expect([input.track, world.opened]).toEqual([undefined, 0]);
});
