import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Listeners } from '../../core/listeners';
import type { LiveClass, LiveStatus } from '../../core/live';
import { emptySnapshot } from '../../core/reducer';
import { FakeStorage } from '../../core/testing';
import { Seen } from '../watch/seen.svelte';
import { MissedOffer } from './offer.svelte';

/** A class that goes on, and the connection of a page to it. */
class FakeLive {
  status: LiveStatus = 'connecting';
  snapshot = { ...emptySnapshot(), session: 's' };
  at = 0;
  readonly #changed = new Listeners();

  now = () => this.at;
  subscribe = (changed: () => void) => this.#changed.add(changed);
  becomes(status: LiveStatus, at: number): void {
    Object.assign(this, { status, at });
    this.#changed.emit();
  }
}

const offerOf = (live: FakeLive) => new MissedOffer(live as unknown as LiveClass, { session: 's', participant: 7 });

beforeEach(() => {
  vi.stubGlobal('sessionStorage', new FakeStorage());
  vi.stubGlobal('localStorage', new FakeStorage());
});
afterEach(() => vi.unstubAllGlobals());

function cutOff(live: FakeLive): MissedOffer {
  const offer = offerOf(live);
  live.becomes('online', 1_000);
  live.becomes('reconnecting', 60_000);
  live.becomes('reconnecting', 70_000);
  live.becomes('online', 80_000);
  return offer;
}

test('a cut is offered once the page is back, also after a reload, until it is watched or declined', () => {
  const offer = cutOff(new FakeLive());
  expect(offer.stretch).toEqual({ from: 50_000, to: 80_000 });
  expect(offerOf(new FakeLive()).stretch).toEqual(offer.stretch);
  offer.watch();
  expect(offer.watching).toBe(true);
  offer.done();
  expect([offer.watching, offer.stretch]).toEqual([false, null]);
  expect(offerOf(new FakeLive()).stretch).toBeNull();
});

test('a moment without connection is no cut, nor is the first connecting', () => {
  const live = new FakeLive();
  const offer = offerOf(live);
  live.becomes('connecting', 30_000);
  live.becomes('online', 60_000);
  live.becomes('reconnecting', 70_000);
  live.becomes('online', 72_000);
  expect(offer.stretch).toBeNull();
});

test('who came late is offered the beginning', () => {
  const live = new FakeLive();
  const offer = offerOf(live);
  live.becomes('online', 600_500);
  offer.came(600_000);
  expect(offer.stretch).toEqual({ from: 0, to: 600_000 });
});

test('a closed tab is a cut, until what was missed is watched or declined', () => {
  const live = new FakeLive();
  const offer = offerOf(live);
  live.becomes('online', 205_000);
  const away = { from: 135_000, to: 203_000 };
  offer.away(away);
  expect(offer.stretch).toEqual({ from: 125_000, to: 203_000 });
  offer.done();
  offer.away(away);
  expect(offer.stretch).toBeNull();
  vi.stubGlobal('sessionStorage', new FakeStorage());
  const next = offerOf(live);
  next.away(away);
  expect(next.stretch).toBeNull();
  live.becomes('online', 261_000);
  next.away({ from: 240_000, to: 260_000 });
  expect(next.stretch).toEqual({ from: 230_000, to: 260_000 });
});

test('who has watched it meanwhile is offered only the rest', () => {
  const watched = new Seen({ session: 's', participant: 7 });
  const late = new FakeLive();
  late.becomes('online', 600_500);
  watched.passed({ from: 0, to: 596_000 });
  const offer = offerOf(late);
  offer.came(600_000);
  expect(offer.stretch).toBeNull();
  late.becomes('online', 641_000);
  offer.away({ from: 570_000, to: 640_000 });
  expect(offer.stretch).toEqual({ from: 596_000, to: 640_000 });
  watched.passed({ from: 596_000, to: 640_000 });
  expect(offerOf(late).stretch, 'after a reload').toBeNull();
});

test('of what is not recorded nothing is offered, and what is watched does not change', () => {
  const unrecorded = new FakeLive();
  Object.assign(unrecorded.snapshot, { unrecorded: true });
  expect(cutOff(unrecorded).stretch).toBeNull();
  const live = new FakeLive();
  const offer = cutOff(live);
  offer.watch();
  live.becomes('reconnecting', 100_000);
  live.becomes('online', 120_000);
  expect(offer.stretch).toEqual({ from: 50_000, to: 80_000 });
});
