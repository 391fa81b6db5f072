import { describe, expect, test } from 'vitest';
import type { Participant, Snapshot } from '../../protocol/generated';
import { classOf, person, roomWith } from '../kit/fixture';
import { fit, gridCapacity, gridShape, minTileWidth, planStage, type StageInput } from './plan';

function plan(snapshot: Snapshot, rest: Partial<StageInput> = {}) {
  return planStage({
    snapshot,
    room: snapshot.rooms[0]!,
    you: null,
    speaker: null,
    pin: null,
    layout: 'speaker',
    ...rest,
  });
}

const sharing = (id: number, since: number): Participant =>
  person(id, { tracks: [{ source: 'screen', state: 'on', since }] });

describe('what is large', () => {
  test('nobody has spoken: the grid', () => {
    const found = plan(classOf([person(1), person(2), person(3)]));
    expect(found.main).toBeNull();
    expect(found.others).toHaveLength(3);
  });

  test('the speaker, and beside it the others', () => {
    const found = plan(classOf([person(1), person(2), person(3)]), { speaker: 2 });
    expect(found).toMatchObject({ main: { participant: 2, source: 'camera' }, because: 'speaker' });
    expect(found.others.map((tile) => tile.participant)).toEqual([1, 3]);
  });

  test('with one other person, that one', () => {
    expect(plan(classOf([person(1), person(2)]), { you: 1 }).main?.participant).toBe(2);
  });

  test('who is away is not on the stage', () => {
    const found = plan(classOf([sharing(1, 100), person(2), { ...sharing(3, 200), away: true }]), { speaker: 3 });
    expect(found.main).toEqual({ participant: 1, source: 'screen' });
    expect(found.others.map((tile) => tile.participant)).toEqual([1, 2]);
  });

  test('the newest shared screen before the speaker', () => {
    const found = plan(classOf([sharing(1, 100), sharing(2, 200), person(3)]), { speaker: 3 });
    expect(found).toMatchObject({ main: { participant: 2, source: 'screen' }, because: 'screen' });
    expect(found.others[0]).toEqual({ participant: 1, source: 'screen' });
    expect(found.others[1]).toEqual({ participant: 3, source: 'camera' });
  });

  test('a screen before the spotlight, who stands first beside it; the pin before both', () => {
    const room = roomWith(0, { spotlight: { participant: 3, source: 'camera' } });
    const snapshot = classOf([sharing(1, 100), person(2), person(3)], { rooms: [room] });
    const found = plan(snapshot, { speaker: 2 });
    expect(found).toMatchObject({ main: { participant: 1, source: 'screen' }, because: 'screen' });
    expect(found.others.map((tile) => tile.participant)).toEqual([3, 2, 1]);
    expect(plan(snapshot, { pin: { participant: 2, source: 'camera' } })).toMatchObject({ because: 'pin' });
    const grid = plan(snapshot, { layout: 'grid' });
    expect(grid).toMatchObject({ main: null, others: [{ participant: 3 }, { source: 'screen' }, {}, {}] });
  });

  test('the spotlight before the speaker, and where one shares a screen oneself', () => {
    const room = roomWith(0, { spotlight: { participant: 3, source: 'camera' } });
    const snapshot = classOf([sharing(1, 100), person(2), person(3)], { rooms: [room] });
    expect(plan(snapshot, { you: 1, speaker: 2 })).toMatchObject({ main: { participant: 3 }, because: 'spotlight' });
  });

  test('of several screens the one in the spotlight', () => {
    const room = roomWith(0, { spotlight: { participant: 1, source: 'screen' } });
    const snapshot = classOf([sharing(1, 100), sharing(2, 200)], { rooms: [room] });
    const lit = { participant: 1, source: 'screen' };
    expect(plan(snapshot)).toMatchObject({ main: lit, because: 'spotlight' });
    expect(plan(snapshot, { you: 1 }).main).toEqual({ participant: 2, source: 'screen' });
  });

  test('a pin or spotlight of somebody who left does not hold', () => {
    const room = roomWith(0, { spotlight: { participant: 9, source: 'camera' } });
    const snapshot = classOf([person(1), person(2), person(9, { present: false })], { rooms: [room] });
    expect(plan(snapshot, { pin: { participant: 9, source: 'camera' }, speaker: 2 }).because).toBe('speaker');
  });

  test('the own screen is a preview, never large', () => {
    const found = plan(classOf([sharing(1, 100), person(2), person(3)]), { you: 1, speaker: 3 });
    expect(found.main).toEqual({ participant: 3, source: 'camera' });
    expect(found.others[0]).toEqual({ participant: 1, source: 'screen' });
  });

  test('people of other rooms are not on the stage', () => {
    expect(plan(classOf([person(1), person(2, { room: 5 })])).others).toHaveLength(1);
  });
});

test('order: oneself, hands, staff, pictures, the rest', () => {
  const room = roomWith(0, {
    hands: [
      { participant: 5, at: 1 },
      { participant: 4, at: 2 },
    ],
  });
  const people = [
    person(1),
    person(2, { tracks: [{ source: 'camera', state: 'on', since: 0 }] }),
    person(3, { role: 'instructor' }),
    person(4),
    person(5),
    person(6),
  ];
  const found = plan(classOf(people, { rooms: [room] }), { you: 6 });
  expect(found.others.map((tile) => tile.participant)).toEqual([6, 5, 4, 3, 2, 1]);
});

describe('room for tiles', () => {
  test('the grid uses the shape of the place', () => {
    expect(gridShape(4, 1600, 900, 0)).toMatchObject({ columns: 2, rows: 2, width: 800 });
    expect(gridShape(2, 400, 900, 0)).toMatchObject({ columns: 1, rows: 2 });
  });

  test('tiles never get too narrow', () => {
    const capacity = gridCapacity(200, 360, 500, 8, 60);
    expect(capacity).toBeLessThan(200);
    expect(gridShape(capacity, 360, 500, 8).width).toBeGreaterThanOrEqual(minTileWidth(360));
  });

  test('the last place says how many more there are', () => {
    expect(fit([1, 2, 3], 3)).toEqual({ shown: [1, 2, 3], more: 0 });
    expect(fit([1, 2, 3, 4], 3)).toEqual({ shown: [1, 2], more: 2 });
    expect(fit([1, 2], 0)).toEqual({ shown: [], more: 2 });
  });
});
