/** The plan of the stage: which tile is large, which tiles are beside it, and how many fit. Pure. */

import type { Participant, ParticipantId, Room, Snapshot } from '../../protocol/generated';
import { handPlace, handQueue, isHere, isOn, isStaff, presentIn, trackOf } from '../presence/people';

/** The layout that the reader chose. */
export type Layout = 'speaker' | 'grid';

/** A picture of a person: their camera (or their initials), or their shared screen. */
export interface Tile {
  readonly participant: ParticipantId;
  readonly source: 'camera' | 'screen';
}

/** The tiles to show, the most important first. */
export interface StagePlan {
  /** The large tile; absent in the grid. */
  readonly main: Tile | null;
  /** Why that tile is large. */
  readonly because: 'pin' | 'spotlight' | 'screen' | 'speaker' | null;
  /** The other tiles: beside the large one, or all of the grid. */
  readonly others: readonly Tile[];
}

/** The state on which the plan depends. */
export interface StageInput {
  readonly snapshot: Snapshot;
  readonly room: Room;
  /** The reader's own seat; null on Watch. */
  readonly you: ParticipantId | null;
  /** See `speaker.ts`. */
  readonly speaker: ParticipantId | null;
  /** The tile that the reader pinned for themselves. */
  readonly pin: Tile | null;
  readonly layout: Layout;
}

/** A name for a tile that is stable across plans. */
export function tileKey(tile: Tile): string {
  return `${tile.participant}-${tile.source}`;
}

/** Whether both are the same tile. */
export function sameTile(a: Tile | null, b: Tile | null): boolean {
  return a === b || (!!a && !!b && a.participant === b.participant && a.source === b.source);
}

/**
 * Decides which tile is large: the reader's pin, else a shared screen, which has to be read, else a face in the spotlight,
 * else the speaker. Of several screens it is the one in the spotlight, else the newest.
 */
export function planStage(input: StageInput): StagePlan {
  const people = presentIn(input.snapshot, input.room).filter(isHere);
  const tiles = tilesOf(people);
  const has = (tile: Tile | null) => (tile && tiles.some((other) => sameTile(other, tile)) ? tile : null);
  const lit = has(spotlightOf(input.room));
  const order = ordered(tiles, people, lit, input);
  if (input.layout === 'grid' && !has(input.pin)) return { main: null, because: null, others: order };
  const choices = [
    ['pin', has(input.pin)],
    ['spotlight', lit?.source === 'screen' ? notOwn(lit, input.you) : null],
    ['screen', newestScreen(people.filter((person) => person.id !== input.you))],
    ['spotlight', lit?.source === 'camera' ? lit : null],
    ['speaker', speakerTile(people, input)],
  ] as const;
  const chosen = choices.find(([, tile]) => tile);
  if (!chosen) return { main: null, because: null, others: order };
  const [because, main] = chosen;
  return { main, because, others: order.filter((tile) => !sameTile(tile, main)) };
}

/** The tile that staff put into the spotlight of a room, whether or not it exists. */
export function spotlightOf({ spotlight }: Room): Tile | null {
  if (!spotlight) return null;
  return { participant: spotlight.participant, source: spotlight.source === 'screen' ? 'screen' : 'camera' };
}

/** A person's own screen would show itself in itself if it were large; it stays a small preview. */
function notOwn(screen: Tile, you: ParticipantId | null): Tile | null {
  return screen.participant === you ? null : screen;
}

/** A tile for each person, and one more for each shared screen. */
function tilesOf(people: readonly Participant[]): Tile[] {
  return people.flatMap((person) => {
    const face: Tile = { participant: person.id, source: 'camera' };
    return isOn(person, 'screen') ? [{ participant: person.id, source: 'screen' }, face] : [face];
  });
}

function newestScreen(people: readonly Participant[]): Tile | null {
  let newest: { since: number; tile: Tile } | null = null;
  for (const person of people) {
    const screen = trackOf(person, 'screen');
    if (screen?.state !== 'on') continue;
    if (!newest || screen.since >= newest.since) {
      newest = { since: screen.since, tile: { participant: person.id, source: 'screen' } };
    }
  }
  return newest?.tile ?? null;
}

/** The tile of the speaker, or of the only other person in the room, whether they speak or not. */
function speakerTile(people: readonly Participant[], input: StageInput): Tile | null {
  const others = people.filter((person) => person.id !== input.you);
  const only = others.length === 1 && people.length === 2 ? others[0]!.id : null;
  const id = input.speaker ?? only;
  return id !== null && people.some((person) => person.id === id) ? { participant: id, source: 'camera' } : null;
}

/** Orders tiles: spotlight, screens, speaker, the reader, hands in their order, staff, those with a picture, the rest. */
function ordered(tiles: readonly Tile[], people: readonly Participant[], lit: Tile | null, input: StageInput): Tile[] {
  const byId = new Map(people.map((person) => [person.id, person]));
  const hands = handQueue(people, input.room);
  const weight = (tile: Tile): number => {
    const person = byId.get(tile.participant)!;
    if (sameTile(tile, lit)) return -1;
    if (tile.participant === input.you && tile.source === 'screen') return 1.5;
    if (tile.source === 'screen') return 0;
    if (tile.participant === input.speaker) return 1;
    if (tile.participant === input.you) return 2;
    const place = handPlace(hands, person.id);
    if (place > 0) return 3 + place / 10_000;
    if (isStaff(person.role)) return 4;
    return isOn(person, 'camera') ? 5 : 6;
  };
  return [...tiles].sort((a, b) => weight(a) - weight(b) || a.participant - b.participant);
}

/** The rows and columns of a grid. Sizes in CSS pixels. */
export interface GridShape {
  readonly columns: number;
  readonly rows: number;
  /** The width of one tile. */
  readonly width: number;
  readonly height: number;
}

/** The least width at which a person can be recognised. On a narrow stage, three tiles fit beside each other. */
export function minTileWidth(width: number): number {
  return Math.min(136, Math.max(88, width * 0.3));
}

/** The grid in which tiles of 16:9 are largest. */
export function gridShape(count: number, width: number, height: number, gap: number): GridShape {
  let best: GridShape = { columns: 1, rows: Math.max(1, count), width: 0, height: 0 };
  for (let columns = 1; columns <= Math.max(1, count); columns += 1) {
    const rows = Math.ceil(count / columns);
    const cellWidth = (width - gap * (columns - 1)) / columns;
    const cellHeight = (height - gap * (rows - 1)) / rows;
    const tile = Math.min(cellWidth, (cellHeight * 16) / 9);
    if (tile > best.width) best = { columns, rows, width: tile, height: (tile * 9) / 16 };
  }
  return best;
}

/** How many tiles the grid has room for: at most `most`, none narrower than {@link minTileWidth}. */
export function gridCapacity(count: number, width: number, height: number, gap: number, most: number): number {
  let fits = Math.max(1, Math.min(count, most));
  while (fits > 1 && gridShape(fits, width, height, gap).width < minTileWidth(width)) fits -= 1;
  return fits;
}

/** The tiles that fit, and how many do not. If some do not, the last place tells how many. */
export function fit<T>(items: readonly T[], capacity: number): { shown: readonly T[]; more: number } {
  if (items.length <= capacity) return { shown: items, more: 0 };
  const shown = items.slice(0, Math.max(0, capacity - 1));
  return { shown, more: items.length - shown.length };
}
