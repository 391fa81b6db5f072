/** The places of tiles on the stage. Pure: a plan and a size in, rectangles out, in CSS pixels. */

import { fit, gridCapacity, gridShape, type StagePlan, type Tile } from './plan';

/** The gap between tiles. */
export const STAGE_GAP = 12;
/** The gap on a small stage. */
export const STAGE_GAP_SMALL = 8;
/** Every picture takes a video slot of the connection: a page shows at most this many tiles. */
export const MOST_TILES = 49;

/** A rectangle on the stage; `x` counts from the side where lines of text begin. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A tile in its place. */
export interface PlacedTile extends Box {
  readonly tile: Tile;
  readonly main: boolean;
}

/** A full stage. */
export interface Placement {
  /** In the order of importance. */
  readonly tiles: readonly PlacedTile[];
  /** The box that says how many more tiles there are. */
  readonly more: (Box & { readonly count: number }) | null;
}

/** Places the tiles of a plan. `aspect` is the width of the large picture by its height. */
export function place(plan: StagePlan, width: number, height: number, aspect = 16 / 9): Placement {
  const gap = width < 560 ? STAGE_GAP_SMALL : STAGE_GAP;
  if (width <= 0 || height <= 0) return { tiles: [], more: null };
  if (!plan.main) return placeGrid(plan.others, { x: 0, y: 0, width, height }, gap);
  if (plan.others.length === 0) {
    return { tiles: [placed(plan.main, within({ x: 0, y: 0, width, height }, aspect), true)], more: null };
  }
  return width > height * 1.2
    ? placeBeside(plan.main, plan.others, width, height, gap, aspect)
    : placeBelow(plan.main, plan.others, width, height, gap, aspect);
}

/** Places the large tile as large as it can be, and the others where they take nothing from it. */
export function placeLarge(plan: StagePlan, width: number, height: number, aspect = 16 / 9): Placement {
  const all = place(plan, width, height, aspect);
  const alone = place({ ...plan, others: plan.main ? [] : plan.others }, width, height, aspect);
  const widthOf = ({ tiles }: Placement) => tiles.find(({ main }) => main)?.width ?? 0;
  // A share of a pixel is lost where sizes are divided.
  return widthOf(all) < widthOf(alone) - 1 ? alone : all;
}

function placed(tile: Tile, box: Box, main = false): PlacedTile {
  return { tile, main, ...box };
}

/** The largest box of this shape in the middle of another. */
function within(box: Box, aspect: number): Box {
  const width = Math.min(box.width, box.height * aspect);
  const height = width / aspect;
  return { x: box.x + (box.width - width) / 2, y: box.y + (box.height - height) / 2, width, height };
}

/** Rows of equal tiles in the middle of an area, the last row centred. */
function placeGrid(tiles: readonly Tile[], area: Box, gap: number): Placement {
  const { width, height } = area;
  const { shown, more } = fit(tiles, gridCapacity(tiles.length, width, height, gap, MOST_TILES));
  const cells = shown.length + (more > 0 ? 1 : 0);
  const shape = gridShape(cells, width, height, gap);
  const top = (height - (shape.height * shape.rows + gap * (shape.rows - 1))) / 2;
  const boxOf = (index: number): Box => {
    const row = Math.floor(index / shape.columns);
    const inRow = Math.min(shape.columns, cells - row * shape.columns);
    const start = (width - (shape.width * inRow + gap * (inRow - 1))) / 2;
    return {
      x: area.x + start + (index % shape.columns) * (shape.width + gap),
      y: area.y + top + row * (shape.height + gap),
      width: shape.width,
      height: shape.height,
    };
  };
  return {
    tiles: shown.map((tile, index) => placed(tile, boxOf(index))),
    more: more > 0 ? { count: more, ...boxOf(shown.length) } : null,
  };
}

/** The large tile, and a column of small ones at its end. */
function placeBeside(
  main: Tile,
  others: readonly Tile[],
  width: number,
  height: number,
  gap: number,
  aspect: number,
): Placement {
  const side = sideWidth(others.length, width, height, gap);
  const small = Math.round((side * 9) / 16);
  const { shown, more } = fit(others, Math.max(1, Math.floor((height + gap) / (small + gap))));
  const count = shown.length + (more > 0 ? 1 : 0);
  const box = within({ x: 0, y: 0, width: width - side - gap, height }, aspect);
  // The column is in line with the top of the large tile, as long as all fit.
  const top = Math.max(0, Math.min(box.y, height - count * (small + gap) + gap));
  const boxOf = (index: number): Box => ({
    x: width - side,
    y: top + index * (small + gap),
    width: side,
    height: small,
  });
  return {
    tiles: [placed(main, box, true), ...shown.map((tile, index) => placed(tile, boxOf(index)))],
    more: more > 0 ? { count: more, ...boxOf(shown.length) } : null,
  };
}

/** The width of the column, a little narrower where that gives everybody a place. */
function sideWidth(count: number, width: number, height: number, gap: number): number {
  const usual = Math.min(208, Math.max(96, Math.round(width * 0.22)));
  const forAll = Math.floor((((height + gap) / count - gap) * 16) / 9);
  return forAll < usual && forAll >= Math.max(96, usual * 0.7) ? forAll : usual;
}

/** The large tile over the whole width, and below it as many others as fit. */
function placeBelow(
  main: Tile,
  others: readonly Tile[],
  width: number,
  height: number,
  gap: number,
  aspect: number,
): Placement {
  const least = Math.min(96, Math.max(54, height * 0.22));
  const box = within({ x: 0, y: 0, width, height: Math.min(width / aspect, height - least - gap) }, aspect);
  const area = { x: 0, y: box.height + gap, width, height: height - box.height - gap };
  const below = placeGrid(others, area, gap);
  return { tiles: [placed(main, { ...box, y: 0 }, true), ...below.tiles], more: below.more };
}
