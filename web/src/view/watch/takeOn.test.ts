import { describe, expect, test, vi } from 'vitest';
import { ApiError } from '../../core/http';
import type { Cut } from '../../protocol/generated';
import type { Stretch } from './watching';
import {
  classShare,
  met,
  outsideOf,
  replacedOf,
  restsAt,
  takeAt,
  TakeOn,
  type Replaced,
  type TakeRoom,
} from './takeOn';

const cut = (from: number, to: number, duration: number): Replaced => ({
  from,
  to,
  take: { session: `take at ${from}`, duration },
});
const PLACE = cut(10_000, 20_000, 40_000);

test('of what is cut out, some has a take', () => {
  const out: Cut = { from: 0, to: 5_000 };
  expect(replacedOf([out, PLACE])).toEqual([PLACE]);
});

describe('a take begins', () => {
  test('at its beginning where playback meets it, however far that went', () => {
    expect(met([PLACE], 9_000, 9_899)).toBeUndefined();
    expect(met([PLACE], 9_899, 9_930)).toBe(PLACE);
    expect(met([PLACE], 9_000, 26_000)).toBe(PLACE);
    expect(met([PLACE], 20_000, 20_500)).toBeUndefined();
  });

  test('as far in as the cursor is in its place', () => {
    expect(takeAt([PLACE], 9_999)).toBeUndefined();
    expect(takeAt([PLACE], 10_000)).toBe(PLACE);
    expect(takeAt([PLACE], 19_000)).toBe(PLACE);
    expect(takeAt([PLACE], 19_900)).toBe(PLACE);
    expect(takeAt([PLACE], 20_000)).toBeUndefined();
  });

  test('but not where playback has just come out of it', () => {
    expect([19_000, 19_900, 9_999].map((at) => restsAt([PLACE], at))).toEqual([PLACE, undefined, undefined]);
  });
});

test('nothing is left out of a take, whatever was quiet where it stands', () => {
  const silences = [
    { from: 5_000, to: 12_000 },
    { from: 13_000, to: 15_000 },
    { from: 19_000, to: 30_000 },
    { from: 40_000, to: 41_000 },
  ];
  expect(outsideOf([PLACE], silences)).toEqual([
    { from: 5_000, to: 10_000 },
    { from: 20_000, to: 30_000 },
    { from: 40_000, to: 41_000 },
  ]);
});

class Room implements TakeRoom {
  position: number;
  gaps: readonly Stretch[] = [];
  end: number | undefined;
  playing = false;
  finished = false;
  refused: ApiError | undefined;
  session: unknown;
  closed = false;
  readonly answers: (() => void)[];

  constructor(at: number, answers: (() => void)[]) {
    this.position = at;
    this.answers = answers;
  }
  refresh() {
    this.answers.shift()?.();
    return Promise.resolve();
  }
  play() {
    return Promise.resolve();
  }
  seek(at: number) {
    this.position = at;
  }
  close() {
    this.closed = true;
  }
}

describe('a take that plays', () => {
  test('has its moments in class, as far through its place', () => {
    expect(classShare(PLACE)).toBe(0.25);
    const on = new TakeOn(PLACE, 15_000, (at) => new Room(at, []), vi.fn());
    expect([on.room.position, on.position]).toEqual([20_000, 15_000]);
    on.seek(12_500);
    expect(on.room.position).toBe(10_000);
    on.room.position = 41_000;
    expect(on.position).toBe(20_000);
    on.close();
    expect(on.room.closed).toBe(true);
  });

  test('says of which of class it has nothing', () => {
    const on = new TakeOn(PLACE, 10_000, (at) => new Room(at, []), vi.fn());
    expect(on.gaps).toEqual([]);
    Object.assign(on.room, { gaps: [{ from: -4_000, to: 4_000 }], end: 38_000 });
    expect(on.gaps).toEqual([
      { from: 10_000, to: 11_000 },
      { from: 19_500, to: 20_000 },
    ]);
    on.close();
  });

  test('is asked for until it is known, and left once there is none', async () => {
    vi.useFakeTimers();
    const lost = vi.fn();
    let room: Room | undefined;
    const on = new TakeOn(
      PLACE,
      10_000,
      (at) =>
        (room = new Room(at, [
          () => (room!.refused = new ApiError('network', 0, '')),
          () => (room!.refused = new ApiError('not_found', 404, '')),
        ])),
      lost,
    );
    await vi.advanceTimersByTimeAsync(4_999);
    expect(lost).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(lost).toHaveBeenCalledOnce();
    on.close();
    vi.useRealTimers();
  });
});
