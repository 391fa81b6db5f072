import { expect, test } from 'vitest';
import { type Recording, recordingNow } from './recording';

const all: Recording = {
  diskFull: false,
  offRecord: false,
  media: 'all',
  staff: false,
  consent: { record_camera: true, record_voice: true },
};

test.each([
  [true, true, 'class.recording'],
  [false, true, 'class.recording_not_camera'],
  [true, false, 'class.recording_not_voice'],
  [false, false, 'class.recording_not_you'],
] as const)('with camera %s and voice %s: %s', (record_camera, record_voice, says) => {
  expect(recordingNow({ ...all, consent: { record_camera, record_voice } })).toBe(says);
});

test('nothing is recorded while the disk is full, whatever the consent', () => {
  expect(recordingNow({ ...all, diskFull: true })).toBe('class.recording_paused');
  expect(recordingNow({ ...all, diskFull: true, consent: undefined })).toBe('class.recording_paused');
  expect(recordingNow({ ...all, media: 'nothing' })).toBe('class.recording_paused');
  expect(recordingNow({ ...all, media: 'nothing', offRecord: true })).toBe('class.recording_paused');
  expect(recordingNow({ ...all, consent: undefined })).toBe('class.recording');
});

test('off the record nobody is recorded, whatever the consent', () => {
  expect(recordingNow({ ...all, offRecord: true })).toBe('off_record.now');
  expect(recordingNow({ ...all, offRecord: true, diskFull: true })).toBe('class.recording_paused');
});

test('while the disk gets full, fewer pictures are recorded, and people read which', () => {
  expect(recordingNow({ ...all, media: 'staff_cameras' })).toBe('class.recording_not_camera');
  const unheard = { record_camera: true, record_voice: false };
  expect(recordingNow({ ...all, media: 'staff_cameras', consent: unheard })).toBe('class.recording_not_you');
  expect(recordingNow({ ...all, media: 'staff_cameras', staff: true })).toBe('class.recording_staff_cameras');
  expect(recordingNow({ ...all, media: 'screens', staff: true })).toBe('class.recording_no_cameras');
  expect(recordingNow({ ...all, media: 'sound' })).toBe('class.recording_sound');
});
