import { expect, test } from 'vitest';
import { LIMITS } from '../../protocol/generated';
import { checkExtension } from './draft';

test.each([
  [{}, []],
  [{ member: '' }, ['member']],
  [{ session: '' }, ['session']],
  [{ days: '0' }, ['days']],
  [{ days: '1.5' }, ['days']],
  [{ days: String(LIMITS.extensionDays) }, []],
  [{ days: String(LIMITS.extensionDays + 1) }, ['days']],
])('what is wrong is said at its field: %j', (changes, fields) =>
  expect(Object.keys(checkExtension({ member: '7', session: 's', days: '3', ...changes }))).toEqual(fields),
);
