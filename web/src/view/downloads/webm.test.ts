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
    expect(fileName(of(60_000, 125_000))).toBe('Shared screen (1:00) and cameras (2:05)');
    expect(fileName(of(60_000, 0))).toBe('Shared screen (1:00)');
    expect(fileName(of(0, 125_000))).toBe('Cameras (2:05)');
    expect(fileName(of(0, 0, 5_000))).toBe('New takes (0:05)');
    expect(fileName(of(0, 0))).toBe('Sound alone');
  });

  test('says what is missing, but for what nobody notices', () => {
    const all = { files: [], duration: 300_000, screen_ms: 61_000, camera_ms: 120_000, take_ms: 4_000, folder: null };
    expect(aboutFile(of(61_000, 120_000), all)).toEqual([
      '5:00 long, about 12 MB.',
      'New takes of 0:04 are heard in it and not seen: they were recorded in another format. The MP4 file shows them.',
    ]);
    expect(aboutFile(of(60_000, 0, 4_000), all)).toEqual([
      '5:00 long, about 12 MB.',
      'Cameras of 2:00 are missing: they were recorded in another format.',
    ]);
    expect(aboutFile(of(0, 120_000, 3_500), all)).toEqual([
      '5:00 long, about 12 MB.',
      'Shared screens of 1:01 are missing: they were recorded in another format.',
    ]);
  });

  test('of a folder it is said where takes are that its film does not show, and which nothing shows', () => {
    const all = {
      files: [of(300_000, 0)],
      duration: 300_000,
      screen_ms: 300_000,
      camera_ms: 0,
      take_ms: 9_000,
      folder: null,
    };
    const said = (take_ms: number) =>
      aboutFolder({ bytes: 12_000_000, take_ms }, all)
        .slice(1)
        .map((line) => line.slice(0, 26));
    expect(said(9_000)).toEqual(['New takes that this file d']);
    expect(said(4_000)).toEqual(['New takes that this file d', 'New takes of 0:05 are hear']);
    expect(said(0)).toEqual(['New takes of 0:09 are hear']);
  });
});
