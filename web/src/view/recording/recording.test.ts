import { expect, test } from 'vitest';
import { LIMITS } from '../../protocol/generated';
import { gone, goneText, OPEN_DAYS, openFor } from './recording';

const UNIX = Date.UTC(2026, 10, 22, 12);

test('a recording is kept unless the server says otherwise', () => {
  expect(gone({})).toBeUndefined();
  expect(gone({ recording: { state: 'kept' } })).toBeUndefined();
});

test('its owner reads until when it can be restored, or when it was deleted', () => {
  const inBin = gone({ recording: { state: 'in_bin', until_unix: UNIX } })!;
  expect(goneText(inBin)).toMatch(/^Recording deleted. You can restore it until .*22/);
  const deleted = gone({ recording: { state: 'deleted', at_unix: UNIX } })!;
  expect(goneText(deleted)).toMatch(/^Recording deleted on .*22/);
});

test('it is opened for no longer than the server allows', () => {
  expect(openFor('7', UNIX)).toBe(Date.UTC(2026, 10, 29, 12));
  for (const days of OPEN_DAYS) expect(openFor(days, 0)).toBeLessThanOrEqual(LIMITS.openRecordingMostMs);
});
