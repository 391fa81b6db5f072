import { describe, expect, test } from 'vitest';
import type { TrackRef } from '../../protocol/generated';
import { extend, track } from './fixture';
import { lacks, plan, type Held } from './planner';
import { loaded, THRIFTS, type Thrift } from './thrift';
import type { Segment, Segments } from './track-index';

const SCREEN: TrackRef = { participant: 1, source: 'screen' };
const CAMERA: TrackRef = { participant: 1, source: 'camera' };
/** A minute, with a key segment every eight seconds. */
const minute = () => track(0, 60_000);

/** Plays from the start to `end`, as a buffer does; returns the starts of what is loaded. */
function played(index: Segments | undefined, end: number): number[] {
  if (!index) return [];
  const segments = new Set<Segment>();
  let last: Segment | undefined;
  const asked: number[] = [];
  for (let at = 0; at < end; at += 500) {
    for (;;) {
      const held: Held = { segments, last, lost: new Set() };
      const next = plan(index, held, at, 1).fetch[0];
      if (!next) break;
      last = next;
      segments.add(next);
      asked.push(next.start);
    }
    expect(lacks(index, { segments, last, lost: new Set() }, at)).toBe(false);
  }
  return asked;
}

const of = (thrift: Thrift, ref: TrackRef) => loaded(thrift, { ref, index: minute() })?.index;

test('only what is shown is loaded', () => {
  const files = (ref: TrackRef) => THRIFTS.map((thrift) => played(of(thrift, ref), 60_000).length);
  expect(files(SCREEN)).toEqual([30, 8, 0]);
  expect(files(CAMERA)).toEqual([30, 0, 0]);
});

describe('slides', () => {
  test('are a picture every few seconds, however many can be decoded by themselves', () => {
    const index = track(0, 20_000, 1);
    expect(played(loaded('slides', { ref: SCREEN, index })?.index, 20_000)).toEqual([0, 6_000, 12_000, 18_000]);
  });

  test('stand until the next one, and no longer than something is shared', () => {
    const index = minute();
    extend(index, 80_000, 90_000);
    const slides = of('slides', SCREEN)!;
    expect([7_900, 8_000, 61_000].map((at) => slides.segments[slides.covering(at)]?.start)).toEqual([
      0,
      8_000,
      undefined,
    ]);
    const both = loaded('slides', { ref: SCREEN, index })!.index;
    expect([both.covering(70_000), both.nextStart(70_000), both.end]).toEqual([-1, 80_000, 90_000]);
  });

  test('begin anew after a hole, and with what can be decoded', () => {
    const index = track(0, 2_000, 1);
    extend(index, 4_000, 6_000, 1);
    expect(played(loaded('slides', { ref: SCREEN, index })?.index, 6_000)).toEqual([0, 4_000]);
  });

  test('come as class goes on', () => {
    const index = track(0, 10_000);
    const slides = loaded('slides', { ref: SCREEN, index })!.index;
    expect(slides.segments.map(({ start }) => start)).toEqual([0, 8_000]);
    extend(index, 16_000, 20_000);
    expect(slides.segments.map(({ start }) => start)).toEqual([0, 8_000, 16_000]);
  });
});
