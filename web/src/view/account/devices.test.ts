import { expect, test } from 'vitest';
import type { Device } from '../../protocol/generated';
import { deviceName, inOrder } from './devices';

test('a device is called by what is known of it', () => {
  expect(deviceName({ browser: 'Firefox', system: 'Linux' })).toBe('Firefox on Linux');
  expect(deviceName({ browser: 'Firefox', system: '' })).toBe('Firefox');
  expect(deviceName({ browser: '', system: 'Linux' })).toBe('Linux');
  expect(deviceName({ browser: '', system: '' })).toBe('Unknown browser');
});

test('this device is first, then those that were used last', () => {
  const device = (id: string, used_unix: number, mine = false): Device => ({
    id,
    used_unix,
    this: mine,
    began_unix: 0,
    browser: '',
    system: '',
  });
  const listed = inOrder([device('old', 1), device('new', 3), device('mine', 2, true)]);
  expect(listed.map(({ id }) => id)).toEqual(['mine', 'new', 'old']);
});
