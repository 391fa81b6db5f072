import { expect, test } from 'vitest';
import { classOf, person } from '../kit/fixture';
import { deviceHeight, sameRequests, videoRequestsOf } from './videoRequests';

test('requests follow the shown height in steps', () => {
  expect(deviceHeight(117, 1)).toBe(180);
  expect(deviceHeight(117, 2)).toBe(270);
  expect(deviceHeight(5_000, 2)).toBe(2160);
  const request = { track: { participant: 1, source: 'camera' as const }, height: 180 };
  expect(sameRequests([request], [{ ...request }])).toBe(true);
  expect(sameRequests([request], [])).toBe(false);
});

test('requests are for the pictures of others that are on', () => {
  const camera = (id: number, state: 'on' | 'muted') =>
    person(id, { tracks: [{ source: 'camera' as const, state, since: 0 }] });
  const snapshot = classOf([camera(1, 'on'), camera(2, 'on'), camera(3, 'muted'), person(4)]);
  const tiles = [2, 1, 3, 4].map((participant) => ({
    tile: { participant, source: 'camera' as const },
    main: false,
    x: 0,
    y: 0,
    width: 320,
    height: 180,
  }));
  expect(videoRequestsOf({ tiles, more: null }, snapshot, 1, 1)).toEqual([
    { track: { participant: 2, source: 'camera' }, height: 180 },
  ]);
});
