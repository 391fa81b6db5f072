import { expect, test } from 'vitest';
import { place, placeLarge, type Box } from './placement';
import type { StagePlan, Tile } from './plan';

const camera = (participant: number): Tile => ({ participant, source: 'camera' });
const cameras = (count: number) => Array.from({ length: count }, (_, index) => camera(index + 1));
const screenWith = (count: number): StagePlan => ({
  main: { participant: 1, source: 'screen' },
  because: 'screen',
  others: cameras(count),
});

function checkInside(boxes: readonly Box[], width: number, height: number) {
  for (const box of boxes) {
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.y).toBeGreaterThanOrEqual(-0.01);
    expect(box.x + box.width).toBeLessThanOrEqual(width + 0.01);
    expect(box.y + box.height).toBeLessThanOrEqual(height + 0.01);
  }
  boxes.forEach((a, i) =>
    boxes.slice(i + 1).forEach((b) => {
      const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
      expect(apart).toBe(true);
    }),
  );
}

test.each([
  [1, 900, 600],
  [2, 360, 300],
  [5, 888, 600],
  [24, 888, 600],
  [24, 344, 420],
  [200, 888, 600],
])('%i people in %i x %i fit without overlap, in a grid and beside a screen', (count, width, height) => {
  for (const plan of [{ main: null, because: null, others: cameras(count) } as StagePlan, screenWith(count)]) {
    const placement = place(plan, width, height);
    const boxes = [...placement.tiles, ...(placement.more ? [placement.more] : [])];
    checkInside(boxes, width, height);
    const all = plan.others.length + (plan.main ? 1 : 0);
    expect(placement.tiles.length + (placement.more?.count ?? 0)).toBe(all);
  }
});

test('24 beside a screen: a column of faces, and how many more', () => {
  const placement = place(screenWith(24), 888, 632);
  expect(placement.tiles).toHaveLength(5);
  expect(placement.more?.count).toBe(20);
});

test('the large tile has the shape of its picture', () => {
  for (const [width, height] of [
    [888, 632],
    [344, 560],
  ] as const) {
    const main = place(screenWith(5), width, height, 4 / 3).tiles[0]!;
    expect(main.width / main.height).toBeCloseTo(4 / 3);
  }
});

test('on a tall stage the others use what the large one leaves', () => {
  const placement = place(screenWith(6), 344, 560);
  expect(placement.more).toBeNull();
  expect(placement.tiles[1]!.width).toBeGreaterThan(140);
});

test('alone on the stage, the large tile has it all', () => {
  const placement = place({ main: camera(1), because: 'pin', others: [] }, 640, 360);
  expect(placement.tiles).toEqual([{ tile: camera(1), main: true, x: 0, y: 0, width: 640, height: 360 }]);
});

test('no size yet: nothing', () => {
  expect(place(screenWith(3), 0, 0)).toEqual({ tiles: [], more: null });
});

test.each([
  // Nothing is left of a telephone beside the picture, and of a wide window something is.
  [360, 202, 359.1, 1],
  [360, 500, 360, 4],
  [640, 236, 419.6, 4],
  [844, 390, 693.3, 1],
])('a picture as large as it can be on %i x %i is %d wide', (width, height, wide, tiles) => {
  const placement = placeLarge(screenWith(3), width, height);
  expect(placement.tiles.find(({ main }) => main)?.width).toBeCloseTo(wide, 0);
  expect(placement.tiles.length + (placement.more?.count ?? 0)).toBe(tiles);
  checkInside(placement.tiles, width, height);
});

test('where no picture is large, all are there', () => {
  const plan: StagePlan = { main: null, because: null, others: cameras(4) };
  expect(placeLarge(plan, 360, 202)).toEqual(place(plan, 360, 202));
});
