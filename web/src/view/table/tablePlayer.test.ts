import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { reduce, emptySnapshot } from '../../core/reducer';
import type { Command, Event } from '../../protocol/generated';
import { event } from '../kit/fixture';
import { Answering } from '../watch/answering.svelte';
import { TablePlayer } from './tablePlayer.svelte';

const LENGTH = 60_000;
const [YOU, OTHER] = [7, 3];

/** A recording without media: it plays by the clock of the test, and is late by `loading` after it was told to go elsewhere. */
const player = vi.hoisted(() => ({
  last: undefined as never as Fake,
  loading: 0,
  leftOut: { gaps: [], takes: [], lost: [] },
}));

class Fake {
  ready = true;
  loaded = true;
  deleted = false;
  wantsClick = false;
  playing = false;
  rate = 1;
  factor = 1;
  finished = false;
  gaps = [];
  leftOut = player.leftOut;
  seeks: number[] = [];
  starts = 0;
  /** What the browser waits for before it plays. */
  starting = Promise.resolve();
  #at: number;
  #since = 0;
  #from = 0;

  constructor(at: number) {
    this.#at = at;
  }
  get buffering() {
    return this.playing && Date.now() < this.#from;
  }
  get position() {
    const from = Math.max(this.#since, this.#from);
    return this.playing ? this.#at + Math.max(0, Date.now() - from) * this.rate * this.factor : this.#at;
  }
  #hold() {
    this.#at = this.position;
    this.#since = Date.now();
  }
  choose() {}
  close() {}
  async play() {
    if (this.finished) this.seek(0);
    this.#hold();
    this.playing = true;
    this.starts++;
    await this.starting;
  }
  pause() {
    this.#hold();
    this.playing = false;
  }
  seek(at: number) {
    this.seeks.push(at);
    this.#hold();
    this.#at = at;
    this.finished = at >= LENGTH;
    if (this.finished) this.playing = false;
    this.#from = Date.now() + player.loading;
  }
  setRate(rate: number) {
    this.#hold();
    this.rate = rate;
    this.factor = 1;
  }
  nudge(factor: number) {
    this.#hold();
    this.factor = factor;
  }
}

vi.mock('../watch/watchRoom.svelte', () => ({
  WatchRoom: function (_: unknown, at: number) {
    return (player.last = new Fake(at));
  },
}));

/** The table, whose server does what it is told after a while. */
class Server {
  you = YOU;
  status = 'online';
  sent: Command[] = [];
  #events = new Set<(event: Event) => void>();
  #changed = new Set<() => void>();
  snapshot = reduce(
    emptySnapshot(),
    event(0, {
      kind: 'session_started',
      session: 's',
      title: 'Waves',
      started_unix: 0,
      of: 'study',
      watches: { session: 'w', length: LENGTH },
    }),
  );

  now = () => Date.now();
  onEvent = (told: (event: Event) => void) => (this.#events.add(told), () => this.#events.delete(told));
  subscribe = (changed: () => void) => (this.#changed.add(changed), () => this.#changed.delete(changed));

  set(by: number, playing: boolean, position: number, speed_percent = 100) {
    const told = this.sets(by, playing, position, speed_percent);
    this.#events.forEach((each) => each(told));
  }
  /** What a new connection has of it: the snapshot alone. */
  sets(by: number, playing: boolean, position: number, speed_percent = 100) {
    const told = event(Date.now(), { kind: 'playback_set', playing, position, speed_percent, by });
    this.snapshot = reduce(this.snapshot, told);
    this.#changed.forEach((changed) => changed());
    return told;
  }
  take = async (command: Command) => {
    this.sent.push(command);
    await new Promise((done) => setTimeout(done, 50));
    if (command.do === 'set_playback') this.set(YOU, command.playing, command.position, command.speed_percent);
  };
}

let server: Server;
let open: TablePlayer[];

function sit() {
  const table = new TablePlayer({} as never, server as never, server.snapshot.table!, server.take);
  open.push(table);
  return [table, player.last] as const;
}

beforeEach(() => {
  vi.useFakeTimers({
    now: 10_000,
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  });
  Object.assign(player, { loading: 0, leftOut: { gaps: [], takes: [], lost: [] } });
  [server, open] = [new Server(), []];
});
afterEach(() => {
  for (const table of open) table.close();
  vi.useRealTimers();
});

test('plays, rests and goes elsewhere with the others', async () => {
  const [table, recording] = sit();
  server.set(OTHER, true, 5_000);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(recording.playing).toBe(true);
  expect(Math.abs(recording.position - table.position)).toBeLessThan(100);
  server.set(OTHER, true, 40_000, 150);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(recording.rate).toBe(1.5);
  expect(Math.abs(recording.position - 41_500)).toBeLessThan(200);
  server.set(OTHER, false, 41_600, 150);
  await vi.advanceTimersByTimeAsync(400);
  expect([recording.playing, recording.position]).toEqual([false, 41_600]);
});

test('begins where the others are by now', async () => {
  server.set(OTHER, true, 20_000);
  vi.advanceTimersByTime(3_000);
  const [, recording] = sit();
  expect(recording.position).toBe(23_000);
});

test('what one wants is so at once, and is sent as often as the server takes it', async () => {
  const [table, recording] = sit();
  for (const at of [1_000, 2_000, 3_000, 4_000, 5_000]) {
    table.seek(at);
    expect(table.position).toBe(at);
    await vi.advanceTimersByTimeAsync(20);
  }
  await vi.advanceTimersByTimeAsync(1_000);
  const set = (position: number) => ({ do: 'set_playback', playing: false, position, speed_percent: 100 });
  expect(server.sent).toEqual([set(1_000), set(5_000)]);
  expect([recording.position, table.said]).toEqual([5_000, undefined]);
  table.toggle();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(server.snapshot.table!.playback).toMatchObject({ playing: true, position: 5_000, by: YOU });
});

test('a poll of the class is answered by each for themselves, and its moment is gone to by all', async () => {
  const [table, recording] = sit();
  expect(table.answering.later, 'who is no student there is not asked').toBeUndefined();
  const asked = { id: 7, at: 12_000 };
  Object.assign(recording, { session: { role: 'student' }, state: 'ended', pollsLeft: [asked], polls: [asked] });
  const answering = new Answering(
    recording as never,
    {} as never,
    { goTo: ({ at }) => table.seek(at), play: () => {} },
    () => [],
  );
  expect(answering.met).toEqual([]);
  answering.later!.goTo(asked as never);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(recording.position).toBe(12_000);
  expect(server.sent).toMatchObject([{ do: 'set_playback', position: 12_000 }]);
});

test('what the server refuses is not so any more', async () => {
  const [table, recording] = sit();
  server.take = async () => {};
  const alone = new TablePlayer({} as never, server as never, server.snapshot.table!, server.take);
  open.push(alone);
  alone.seek(30_000);
  expect(alone.position).toBe(30_000);
  await vi.advanceTimersByTimeAsync(1_500);
  expect([alone.position, table.position, recording.position]).toEqual([0, 0, 0]);
});

test('it is said for a while what somebody else did', async () => {
  const [table] = sit();
  server.set(OTHER, true, 0);
  expect(table.said).toEqual({ by: OTHER, done: { did: 'played', at: 0 } });
  await vi.advanceTimersByTimeAsync(2_000);
  server.set(OTHER, true, 30_000);
  expect(table.said).toEqual({ by: OTHER, done: { did: 'went', at: 30_000 } });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(table.said).toBeUndefined();
});

test('a browser that wants a click first is left alone until then', async () => {
  const [table, recording] = sit();
  recording.wantsClick = true;
  server.set(OTHER, true, 5_000);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(recording.playing).toBe(false);
  table.toggle();
  await vi.advanceTimersByTimeAsync(400);
  expect([recording.playing, server.sent]).toEqual([true, []]);
});

test('whose seeks take long aims ahead of the others, and is in step soon', async () => {
  const [table, recording] = sit();
  player.loading = 900;
  server.set(OTHER, true, 5_000);
  await vi.advanceTimersByTimeAsync(12_000);
  expect(Math.abs(recording.position - table.position)).toBeLessThan(400);
  expect(recording.seeks.length).toBeLessThan(5);
});

test('at the end all rest, and whoever plays begins again', async () => {
  const [table, recording] = sit();
  server.set(OTHER, true, 59_000);
  await vi.advanceTimersByTimeAsync(3_000);
  expect([table.position, table.atEnd, recording.playing]).toEqual([LENGTH, true, false]);
  table.toggle();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(server.sent.at(-1)).toMatchObject({ playing: true, position: 0 });
  expect(recording.playing).toBe(true);
});

test('cuts are passed over, in whatever order they are known', () => {
  const stretches = {
    ...{ takes: [], lost: [] },
    gaps: [
      { from: 20_000, to: 30_000 },
      { from: 10_000, to: 15_000 },
    ],
  };
  Object.assign(player, { leftOut: stretches });
  const [table] = sit();
  server.set(OTHER, true, 5_000);
  vi.advanceTimersByTime(4_800);
  expect(table.position).toBe(9_800);
  vi.advanceTimersByTime(400);
  expect(table.position).toBe(15_200);
  vi.advanceTimersByTime(5_000);
  expect(table.position).toBe(30_200);
});

describe('a new take in the place of a stretch', () => {
  // Twice as long as its place.
  const cut = { from: 10_000, to: 20_000, take: { session: 'take', duration: 20_000 } };

  test('lasts as long as it is for all', async () => {
    Object.assign(player, { leftOut: { gaps: [{ from: 12_000, to: 14_000 }], takes: [cut], lost: [] } });
    const [table] = sit();
    server.set(OTHER, true, 9_000);
    await vi.advanceTimersByTimeAsync(11_000);
    expect([table.position, table.lost]).toEqual([15_000, undefined]);
    table.toggle();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(server.sent).toEqual([{ do: 'set_playback', playing: false, position: 15_000, speed_percent: 100 }]);
    server.set(OTHER, true, 15_000, 200);
    await vi.advanceTimersByTimeAsync(6_000);
    expect(table.position).toBe(22_000);
  });

  test('is waited for by whom it is not to be had for, who is told', async () => {
    const leftOut = { gaps: [{ ...cut, why: 'lost' }], takes: [cut], lost: [cut] };
    Object.assign(player, { leftOut });
    const [table, recording] = sit();
    Object.assign(recording, { gaps: [cut] });
    server.set(OTHER, true, 9_000);
    await vi.advanceTimersByTimeAsync(11_000);
    expect([table.position, table.lost]).toMatchObject([15_000, { from: 10_000, to: 20_000 }]);
    expect([recording.playing, recording.position]).toEqual([false, 20_000]);
    await vi.advanceTimersByTimeAsync(11_000);
    expect([table.position, table.lost, recording.playing]).toEqual([21_000, undefined, true]);
    expect(Math.abs(recording.position - table.position)).toBeLessThan(400);
  });
});

test('until it is known where the cursor is nobody is sent elsewhere', async () => {
  const [table, recording] = sit();
  for (const lacks of ['ready', 'loaded'] as const) {
    recording[lacks] = false;
    table.toggle();
    table.seek(5_000);
    table.setRate(2);
    await vi.advanceTimersByTimeAsync(1_000);
    expect([table.position, table.playing, table.rate, server.sent]).toEqual([0, false, 1, []]);
    recording[lacks] = true;
  }
  table.seek(5_000);
  expect(table.position).toBe(5_000);
});

test('whose player loads pauses what the others play, and sees that it plays', async () => {
  const [table, recording] = sit();
  recording.ready = false;
  server.set(OTHER, true, 5_000, 150);
  expect([table.playing, table.rate, recording.playing]).toEqual([true, 1.5, false]);
  recording.ready = true;
  table.toggle();
  await vi.advanceTimersByTimeAsync(1_000);
  expect([table.playing, server.sent]).toEqual([
    false,
    [{ do: 'set_playback', playing: false, position: 5_000, speed_percent: 150 }],
  ]);
});

test('a click that the browser wanted plays where the others rest', async () => {
  const [table, recording] = sit();
  recording.wantsClick = true;
  table.toggle();
  await vi.advanceTimersByTimeAsync(400);
  expect(server.sent).toMatchObject([{ playing: true }]);
  expect(recording.playing).toBe(true);
});

test('close to the end nobody aims behind it, and what is over does not begin again', async () => {
  const [table, recording] = sit();
  player.loading = 900;
  server.set(OTHER, true, 5_000);
  await vi.advanceTimersByTimeAsync(5_000);
  server.set(OTHER, true, LENGTH - 600);
  await vi.advanceTimersByTimeAsync(200);
  expect(recording.seeks.at(-1)).toBe(LENGTH - 250);
  await vi.advanceTimersByTimeAsync(2_000);
  expect([table.position, recording.playing, recording.starts]).toEqual([LENGTH, false, 1]);

  server.set(OTHER, false, LENGTH - 300);
  await vi.advanceTimersByTimeAsync(2_000);
  recording.finished = true;
  server.set(OTHER, true, LENGTH - 300);
  await vi.advanceTimersByTimeAsync(2_000);
  expect([recording.playing, recording.starts, recording.position]).toEqual([false, 1, LENGTH - 250]);
  server.set(OTHER, true, 1_000);
  await vi.advanceTimersByTimeAsync(2_000);
  expect([recording.playing, recording.starts]).toEqual([true, 2]);
});

test('who waits for the browser to play rests and goes elsewhere with the others meanwhile', async () => {
  const [, recording] = sit();
  let start = () => {};
  recording.starting = new Promise((done) => (start = done));
  server.set(OTHER, true, 5_000);
  expect([recording.playing, recording.starts]).toEqual([true, 1]);
  server.set(OTHER, false, 30_000);
  await vi.advanceTimersByTimeAsync(400);
  expect([recording.playing, recording.position]).toEqual([false, 30_000]);
  server.set(OTHER, true, 30_000);
  await vi.advanceTimersByTimeAsync(400);
  expect(recording.starts, 'one after the other').toBe(1);
  start();
  await vi.advanceTimersByTimeAsync(400);
  expect([recording.playing, recording.starts]).toEqual([true, 2]);
});

test('whoever drags the cursor is heard of once', async () => {
  const [table] = sit();
  for (let at = 10_000; at <= 30_000; at += 5_000) {
    server.set(OTHER, false, at);
    expect(table.said?.done).toEqual({ did: 'went', at });
    await vi.advanceTimersByTimeAsync(300);
    expect(table.heard).toBeUndefined();
  }
  await vi.advanceTimersByTimeAsync(1_000);
  expect(table.heard).toEqual({ by: OTHER, done: { did: 'went', at: 30_000 } });
  await vi.advanceTimersByTimeAsync(10_000);
  expect([table.said, table.heard]).toEqual([undefined, undefined]);
});

test('what somebody did is told by where the cursor was, also after a new connection', async () => {
  const [table] = sit();
  server.sets(OTHER, true, 40_000);
  expect(table.said).toBeUndefined();
  await vi.advanceTimersByTimeAsync(2_000);
  server.set(OTHER, false, 42_000);
  expect(table.said?.done).toEqual({ did: 'paused', at: 42_000 });
});

test('what one wants without a connection is sent by the next one, of what the others do by then', async () => {
  const [table, recording] = sit();
  server.set(OTHER, true, 5_000);
  await vi.advanceTimersByTimeAsync(1_000);
  server.status = 'reconnecting';
  table.toggle();
  await vi.advanceTimersByTimeAsync(2_000);
  expect([table.playing, recording.playing, table.position, server.sent]).toEqual([false, false, 6_000, []]);
  server.sets(OTHER, true, 40_000, 150);
  expect(table.playing).toBe(false);
  server.status = 'online';
  await vi.advanceTimersByTimeAsync(1_000);
  expect(server.sent).toEqual([{ do: 'set_playback', playing: false, position: 40_300, speed_percent: 150 }]);
  expect([recording.playing, recording.position]).toEqual([false, 40_300]);
});

test('what one wanted long ago is not wanted any more', async () => {
  const [table] = sit();
  server.set(OTHER, true, 5_000);
  server.status = 'reconnecting';
  table.toggle();
  await vi.advanceTimersByTimeAsync(25_000);
  expect(table.playing).toBe(true);
  server.status = 'online';
  await vi.advanceTimersByTimeAsync(1_000);
  expect([table.playing, server.sent]).toEqual([true, []]);
});
