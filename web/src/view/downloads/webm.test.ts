import { describe, expect, test } from 'vitest';
import type { WebmChoice } from '../../protocol/generated';
import { aboutFile, aboutFolder, fileName } from './webm';

const of = (screen_ms: number, camera_ms: number, take_ms = 0): WebmChoice => ({
  codec: 'vp9',
  bytes: 12_000_000,
  screen_ms,
  camera_ms,
  take_ms,
});

describe('a file', () => {
  test('is named after what it shows', () => {
    expect(fileName(of(60_000, 125_000))).toBe('Slides, cameras and sound');
    expect(fileName(of(60_000, 0))).toBe('Slides and sound');
    expect(fileName(of(0, 125_000))).toBe('Cameras and sound');
    expect(fileName(of(0, 0, 5_000))).toBe('New takes and sound');
    expect(fileName(of(0, 0))).toBe('Sound alone');
  });

  test('says for how long it shows what, and what is missing, but for what nobody notices', () => {
    const all = {
      files: [],
      duration: 300_000,
      screen_ms: 61_000,
      camera_ms: 120_000,
      take_ms: 4_000,
      folder: null,
      sound_folder_bytes: null,
    };
    expect(aboutFile(of(61_000, 120_000), all)).toEqual([
      '5:00 long, about 12 MB.',
      'It shows shared screens for 1:01 and cameras for 2:00.',
      'New takes of 0:04 are heard in it and not seen: they were recorded in another format. The MP4 file shows them.',
    ]);
    expect(aboutFile(of(60_000, 0, 4_000), all)).toEqual([
      '5:00 long, about 12 MB.',
      'It shows shared screens for 1:00, and is black without one.',
      'Cameras of 2:00 are missing: they were recorded in another format.',
    ]);
    expect(aboutFile(of(0, 120_000, 3_500), all)).toEqual([
      '5:00 long, about 12 MB.',
      'It shows cameras for 2:00.',
      'Shared screens of 1:01 are missing: they were recorded in another format.',
    ]);
  });

  test('of a folder it is said how large it is, and what nothing in it shows', () => {
    const all = {
      files: [],
      duration: 300_000,
      screen_ms: 300_000,
      camera_ms: 60_000,
      take_ms: 9_000,
      folder: null,
      sound_folder_bytes: null,
    };
    const said = (camera_ms: number, take_ms: number) =>
      aboutFolder({ bytes: 12_000_000, screen_ms: 300_000, camera_ms, take_ms }, all);
    expect(said(60_000, 9_000)).toHaveLength(1);
    expect(said(60_000, 9_000)[0]).toMatch(/^A folder with a page .+ About 12 MB\.$/);
    expect(said(30_000, 4_000).slice(1)).toEqual([
      'Cameras of 0:30 are missing: they were recorded in another format.',
      'New takes of 0:05 are heard in it and not seen: they were recorded in another format. The MP4 file shows them.',
    ]);
  });
});
