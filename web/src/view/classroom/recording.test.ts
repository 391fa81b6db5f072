import { expect, test } from 'vitest';
import { recordingNow } from './recording';

test.each([
  [true, true, 'class.recording'],
  [false, true, 'class.recording_not_camera'],
  [true, false, 'class.recording_not_voice'],
  [false, false, 'class.recording_not_you'],
] as const)('with camera %s and voice %s: %s', (record_camera, record_voice, says) => {
  expect(recordingNow({ record_camera, record_voice }, false)).toBe(says);
});

test('nothing is recorded while the disk is full, whatever the consent', () => {
  expect(recordingNow({ record_camera: true, record_voice: true }, true)).toBe('class.recording_paused');
  expect(recordingNow(undefined, true)).toBe('class.recording_paused');
  expect(recordingNow(undefined, false)).toBe('class.recording');
});
