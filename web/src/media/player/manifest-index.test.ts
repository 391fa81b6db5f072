import { expect, test } from 'vitest';
import type { ManifestEntry, Source } from '../../protocol/generated';
import { segmentLine } from './fixture';
import { ManifestIndex } from './manifest-index';

const mix = (track: number, room = 0): ManifestEntry => ({ entry: 'track', track, content: { of: 'mix', room } });
const own = (track: number, participant: number, source: Source, room = 0): ManifestEntry => ({
  entry: 'track',
  track,
  content: { of: 'participant', participant, source, room },
});
const init = (track: number, n = 0, mime = 'video/webm; codecs="vp8"'): ManifestEntry => ({
  entry: 'init',
  track,
  init: n,
  file: `t${track}-i${n}`,
  mime,
  width: 640,
  height: 360,
});

function read(...lines: ManifestEntry[]): ManifestIndex {
  const index = new ManifestIndex(0);
  index.add(lines);
  return index;
}

test('puts several publications of one camera on one track, each with its init', () => {
  const index = read(
    own(0, 1, 'camera'),
    init(0),
    segmentLine(0, 0),
    own(1, 1, 'camera'),
    init(1),
    segmentLine(1, 9_000),
  );
  const camera = index.video({ participant: 1, source: 'camera' });
  expect(camera.segments.map(({ start, init: { file } }) => [start, file])).toEqual([
    [0, 't0-i0'],
    [9_000, 't1-i0'],
  ]);
});

test('gives each segment the init that it names', () => {
  const index = read(own(0, 1, 'screen'), init(0), segmentLine(0, 0), init(0, 1, 'vp9'), segmentLine(0, 2_000, 1));
  const screen = index.video({ participant: 1, source: 'screen' });
  expect(screen.segments.map((segment) => segment.init.mime)).toEqual(['video/webm; codecs="vp8"', 'vp9']);
});

test('lists cameras and screens of its own room only, and no sound', () => {
  const index = read(own(0, 2, 'screen'), own(1, 2, 'camera'), own(2, 1, 'microphone'), own(3, 1, 'camera', 7));
  expect(index.videos.map(({ ref }) => ref)).toEqual([
    { participant: 2, source: 'camera' },
    { participant: 2, source: 'screen' },
  ]);
});

test('plays up to the end of the mix, or of a gap after it', () => {
  const index = read(mix(0), init(0), segmentLine(0, 0), own(1, 1, 'camera'), init(1), segmentLine(1, 2_000));
  expect(index.playable).toBe(2_000);
  index.add([{ entry: 'gap', from: 2_000, to: 9_000 }]);
  expect(index.playable).toBe(9_000);
  index.add([mix(2), init(2), segmentLine(2, 9_000)]);
  expect(index.playable).toBe(11_000);
});

test('plays pictures where there is no mix', () => {
  expect(read(own(0, 1, 'camera'), init(0), segmentLine(0, 4_000)).playable).toBe(6_000);
  expect(read().playable).toBe(0);
});

test('knows gaps of everything, not of one track, and the end', () => {
  const index = read({ entry: 'gap', track: 3, from: 0, to: 5 }, { entry: 'gap', from: 10, to: 20 });
  expect(index.gaps).toEqual([{ from: 10, to: 20 }]);
  expect(index.duration).toBeUndefined();
  index.add([{ entry: 'end', duration: 30 }]);
  expect(index.duration).toBe(30);
});

test('passes over lines that refer to nothing known', () => {
  expect(read(init(5), segmentLine(5, 0), own(0, 1, 'camera'), segmentLine(0, 0)).playable).toBe(0);
});

test('knows where the mix of its room was measured', () => {
  const quiet: ManifestEntry = { ...segmentLine(0, 0), quiet: [[0, 500]] } as ManifestEntry;
  const elsewhere: ManifestEntry = { ...segmentLine(1, 0), quiet: [[0, 2_000]] } as ManifestEntry;
  const index = read(mix(0), init(0), quiet, segmentLine(0, 2_000), mix(1, 4), init(1), elsewhere);
  expect(index.sound.all).toEqual({ measured: [{ from: 0, to: 2_000 }], quiet: [{ from: 0, to: 500 }] });
});
