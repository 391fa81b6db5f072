import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { api, ApiError } from '../../core/http';
import { FakeStorage } from '../../core/testing';
import type { Event, EventBody, LedgerEntry, OpenedRoom, RoomId, RoomRules, Timeline } from '../../protocol/generated';
import { event } from '../kit/fixture';
import { toasts } from '../kit/toasts.svelte';
import { WatchRoom, type Watching } from './watchRoom.svelte';

/** The end of each room's recording, and whether class is over. The length of class is that of the main room. */
const recorded = vi.hoisted(() => ({
  ends: {} as Record<number, number>,
  /** Where class ends, if that is later than what can be played of the main room. */
  length: undefined as number | undefined,
  complete: true,
  last: {} as {
    cuts: unknown;
    playing: boolean;
    rate: number;
    muted: boolean;
    volume: number;
    pass(ms: number): void;
    fail(error: ApiError): void;
  },
}));

/** Plays like the real player, without media: it ends where its room ends, or waits there while class is live. */
vi.mock('../../media/player', () => ({
  TimelinePlayer: class {
    readonly #room: RoomId;
    rate = 1;
    volume = 1;
    muted = false;
    playing = false;
    finished = false;
    buffering = false;
    gaps = [];
    cuts: unknown = [];
    videoTracks = [];
    error: ApiError | undefined;
    unsupported = { sound: false, pictures: false };
    silent = false;
    #at = 0;
    #changed = () => {};

    constructor({ room, session }: { room: RoomId; session: string }) {
      this.#room = session === 'take' ? 99 : room;
      recorded.last = this;
    }
    get playable() {
      return recorded.ends[this.#room] ?? 0;
    }
    get edge() {
      return this.#room === 99 ? this.playable : (recorded.length ?? recorded.ends[0]!);
    }
    get position() {
      return this.finished && recorded.length !== undefined ? this.edge : this.#at;
    }
    get complete() {
      return recorded.complete;
    }
    get atEdge() {
      return !this.complete && this.#at >= this.playable;
    }
    async play() {
      if (this.finished) this.seek(0);
      this.playing = true;
      this.#changed();
    }
    pause() {
      this.playing = false;
      this.#changed();
    }
    seek(at: number) {
      this.finished = false;
      this.#go(at);
    }
    pass(ms: number) {
      this.#go(this.#at + ms * this.rate);
    }
    fail(error: ApiError) {
      this.error = error;
      this.#changed();
    }
    subscribe(changed: () => void) {
      this.#changed = changed;
      return () => (this.#changed = () => {});
    }
    setSpeaker() {}
    close() {}

    #go(at: number) {
      this.#at = Math.min(at, this.playable);
      if (at >= this.playable && this.complete) [this.finished, this.playing] = [true, false];
      this.#changed();
    }
  },
}));

const YOU = 7;
/** Where the end of a take is kept. */
const TAKE = 99;
const RULES: RoomRules = { may_return: true, may_choose: false, late: 'main', watching: 'members' };
const room = (id: number): OpenedRoom => ({ id, name: `Room ${id}`, task: '', until: null, members: [] });
const open = (at: number, ids: number[]) =>
  event(at, { kind: 'rooms_opened', rooms: ids.map(room), rules: RULES, by: 1 });
const move = (at: number, to: number) => event(at, { kind: 'moved', participant: YOU, room: to });
const join = (at: number, participant: number, name: string): Event => {
  const consent = { record_camera: true, record_voice: true };
  return event(at, { kind: 'joined', participant, name, role: 'student', room: 0, consent });
};
const close = (at: number, rooms: number[]) => event(at, { kind: 'rooms_closed', rooms });
/** This person was in Room 1, later in Room 4; in between all were in the main room. */
const CLASS = [
  join(0, YOU, 'Ada'),
  ...[open(10_000, [1, 2]), move(10_001, 1), move(19_999, 0), close(20_000, [1, 2])],
  ...[open(30_000, [4]), move(30_001, 4), move(39_999, 0), close(40_000, [4])],
];

const timeline = { session: { state: 'ended' }, role: 'student', now: 60_000, now_unix: 0, position: null } as Timeline;
const rooms: WatchRoom[] = [];

beforeEach(() => {
  Object.assign(recorded, { ends: { 0: 60_000, 1: 19_900, 4: 39_900 }, length: undefined, complete: true });
  vi.spyOn(api, 'timeline').mockImplementation(async () => timeline);
  vi.spyOn(api, 'keepPosition').mockResolvedValue({ at: 0, kept_unix: 0 });
});
afterEach(() => {
  for (const watched of rooms.splice(0)) watched.close();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

async function watch(
  events: readonly Event[] = CLASS,
  at?: number,
  how: Watching = 'alone',
  onchange?: () => unknown,
): Promise<WatchRoom> {
  const page = { events: [...events], next: events.length + 1, more: false, complete: recorded.complete, now: 60_000 };
  vi.spyOn(api, 'journal').mockImplementation(async () => page);
  const watched = new WatchRoom({ session: 's', token: 't', participant: YOU, code: 'c' } as never, at, how, onchange);
  rooms.push(watched);
  await watched.refresh();
  await vi.waitFor(() => expect(watched.loaded).toBe(true));
  return watched;
}

test('what others hand in for the reader shows what rooms made, and nothing that was told goes meanwhile', async () => {
  const SAM = 5;
  const handIn = (seq: number, participant: number, text: string, later = true) =>
    ({
      ...event(seq, { kind: 'work_handed_in', room: 1, participant, text, with: later ? [YOU] : [] }),
      ...(later && { at: 60_000, later: { unix: 1 } }),
    }) as Event;
  const known = [join(0, YOU, 'Ada'), join(1, SAM, 'Sam'), open(10_000, [1, 2]), close(20_000, [1, 2])];
  const places: number[] = [];
  let seen: WatchRoom | undefined;
  const watched = await watch(known, undefined, 'together', () => seen && places.push(seen.places.length));
  seen = watched;
  const before = watched.places.length;
  expect(before).toBeGreaterThan(0);
  const [made, back] = [handIn(60_001, SAM, 'Six'), handIn(60_002, SAM, '')];
  let told = [made];
  const asked: number[] = [];
  vi.spyOn(api, 'journal').mockImplementation(async (_session, _token, from) => {
    asked.push(from);
    const again = [known[2]!, handIn(15_000, 9, 'Seven', false), known[3]!, ...told];
    const events = from === 10_000 ? again : told.filter(({ seq }) => seq >= Math.max(from, 60_001));
    return { events, next: told.at(-1)!.seq + 1, more: false, complete: true, now: 60_000 };
  });
  await vi.waitFor(() => expect(watched.work.map(({ text }) => text)).toEqual(['Seven', 'Six']), 5_000);
  expect(toasts().at(-1)?.text).toContain('Sam handed in');
  told = [made, back];
  await vi.waitFor(() => expect(watched.work).toHaveLength(3), 5_000);
  expect(toasts().at(-1)?.text).toContain('Sam took back');
  expect(
    asked.filter((from) => from === 10_000),
    'what is taken back shows nothing',
  ).toHaveLength(1);
  expect(Math.min(...places)).toBeGreaterThanOrEqual(before);
});

describe('a new take in the place of a stretch', () => {
  // Twice as long as its place.
  const cut = { from: 5_000, to: 9_000, take: { session: 'take', duration: 8_000 } };
  const replaced = [...CLASS, event(60_000, { kind: 'cut_made', cut, by: 1 })];
  const undone = [...replaced, event(60_000, { kind: 'cut_undone', cut, by: 1 })];

  beforeEach(() => {
    recorded.ends[TAKE] = 8_000;
    vi.spyOn(api, 'timeline').mockImplementation(async (session) =>
      session === 'take' ? { ...timeline, now: 8_000 } : timeline,
    );
  });

  async function watchReplaced(events = replaced, how?: Watching) {
    const watched = await watch(events, undefined, how);
    const ofClass = api.journal;
    vi.spyOn(api, 'journal').mockImplementation(async (session, ...rest) => {
      if (session !== 'take') return ofClass(session, ...rest);
      return { events: [], next: 1, more: false, complete: true, now: 8_000 };
    });
    const player = recorded.last;
    return { watched, player };
  }

  test('plays when playback comes to it, with the same speed and loudness, and class goes on after it', async () => {
    const { watched, player } = await watchReplaced();
    expect(player.cuts).toEqual([]);
    watched.begin(4_000);
    watched.setRate(2);
    watched.setMuted(true);
    player.pass(600);
    expect([watched.take?.cut, watched.position, watched.playing, player.playing]).toEqual([cut, 5_000, true, false]);
    const take = recorded.last;
    expect([take.rate, take.muted]).toEqual([2, true]);
    take.pass(1_000);
    expect(watched.position).toBe(6_000);
    await vi.waitFor(() => expect(watched.take?.room.complete).toBe(true));
    watched.pause();
    expect(watched.playing).toBe(false);
    await watched.play();
    take.pass(3_000);
    expect([watched.take, watched.position, watched.playing, player.playing]).toEqual([undefined, 9_000, true, true]);
    player.pass(500);
    expect(watched.position).toBe(10_000);
  });

  test('is begun where somebody seeks into its place, and left where they seek out of it', async () => {
    const { watched } = await watchReplaced();
    watched.seek(7_000);
    expect([watched.take?.room.position, watched.position, watched.playing]).toEqual([4_000, 7_000, false]);
    watched.seek(5_500);
    expect([watched.take?.room.position, watched.position]).toEqual([1_000, 5_500]);
    watched.seek(25_000);
    expect([watched.take, watched.position]).toEqual([undefined, 25_000]);
  });

  test('draws nobody in who seeks over it while class plays', async () => {
    const { watched } = await watchReplaced();
    watched.begin(1_000);
    watched.seek(25_000);
    expect([watched.take, watched.position, watched.playing]).toEqual([undefined, 25_000, true]);
  });

  test('is played at the end of class, too, and class does not begin anew after it', async () => {
    recorded.ends[0] = 55_000;
    recorded.length = 60_000;
    const last = { from: 55_000, to: 60_000, take: cut.take };
    const { watched, player } = await watchReplaced([...CLASS, event(60_000, { kind: 'cut_made', cut: last, by: 1 })]);
    watched.begin(54_000);
    watched.setVolume(0);
    player.pass(1_500);
    expect(watched.take?.cut).toEqual(last);
    expect(recorded.last.volume).toBe(0);
    await vi.waitFor(() => expect(watched.take?.room.complete).toBe(true));
    recorded.last.pass(8_000);
    expect([watched.take, watched.finished, watched.playing]).toEqual([undefined, true, false]);
    expect(watched.position).toBe(60_000);
  });

  test('plays for whoever watches with others, at the pace that keeps them together', async () => {
    const { watched } = await watchReplaced(replaced, 'together');
    watched.seek(7_000);
    await watched.play();
    watched.duck(0.5);
    watched.setRate(2);
    watched.nudge(1.05);
    const take = recorded.last;
    expect([watched.take?.cut, take.rate, take.volume, watched.rate]).toEqual([cut, 2.1, 0.5, 2]);
    watched.seek(1_000);
    watched.seek(6_000);
    expect([recorded.last.rate, recorded.last.volume]).toEqual([2.1, 0.5]);
  });

  test('is loaded before playback comes to it', async () => {
    const { watched, player } = await watchReplaced();
    watched.begin(1_000);
    player.pass(500);
    const take = recorded.last;
    expect([take === player, take.playing, watched.take]).toEqual([false, false, undefined]);
    player.pass(3_500);
    expect([watched.take?.position, take.playing, recorded.last === take]).toEqual([5_000, true, true]);
  });

  test('is passed over where it is not to be had, and gone once it was put back', async () => {
    vi.spyOn(api, 'timeline').mockImplementation(async (session) => {
      if (session === 'take') throw new ApiError('not_found', 404, '');
      return timeline;
    });
    const { watched } = await watchReplaced();
    watched.begin(4_000);
    watched.seek(6_000);
    await vi.waitFor(() => expect(watched.take).toBeUndefined());
    expect([watched.position, watched.playing]).toEqual([9_000, true]);
    expect(watched.leftOut.gaps).toEqual([{ from: 5_000, to: 9_000, why: 'lost' }]);
    expect([watched.leftOut.replaced, watched.gaps]).toEqual([[], [{ from: 5_000, to: 9_000 }]]);
    const { watched: back } = await watchReplaced(undone);
    back.seek(7_000);
    expect([back.take, back.position]).toEqual([undefined, 7_000]);
  });

  test('is what staff hear, too, unless they look at what was recorded there', async () => {
    vi.spyOn(api, 'timeline').mockImplementation(async () => ({ ...timeline, role: 'instructor' }));
    const { watched } = await watchReplaced();
    watched.seek(7_000);
    expect(watched.take).toBeDefined();
    watched.playStretch(5_000, 9_000);
    expect([watched.take, watched.position]).toEqual([undefined, 5_000]);
  });

  test('is reported as the stretch of class that it stands for', async () => {
    const entry = { resume: null } as LedgerEntry;
    vi.spyOn(api, 'timeline').mockImplementation(async (session) => ({ ...timeline, counted: session !== 'take' }));
    vi.spyOn(api, 'ownLedger').mockResolvedValue({ entry, parts: [] });
    const reports = vi.spyOn(api, 'reportWatched').mockResolvedValue({ entry, parts: [] });
    const { watched } = await watchReplaced();
    watched.seek(5_000);
    await watched.play();
    recorded.last.pass(400);
    watched.pause();
    await vi.waitFor(() =>
      expect(reports.mock.calls.map(([session, , { from, to }]) => [session, from, to])).toEqual([
        ['s', 5_000, 5_000],
        ['s', 5_000, 5_200],
      ]),
    );
  });
});

/** The room and the position of the cursor. */
const where = (watched: WatchRoom) => [watched.room, watched.position];

test('begins at the beginning, and at the next visit where somebody stopped, until they go elsewhere', async () => {
  const storage = new FakeStorage();
  vi.stubGlobal('localStorage', storage);
  const first = await watch();
  first.begin(undefined);
  expect([first.position, first.playing, first.continuedAt]).toEqual([0, true, null]);
  first.seek(25_000);
  first.pause();
  const again = await watch();
  again.begin(undefined);
  expect([again.position, again.playing, again.continuedAt]).toEqual([25_000, true, 25_000]);
  again.restart();
  expect([again.position, again.playing, again.continuedAt]).toEqual([0, true, null]);
});

describe('what staff took out', () => {
  const cut = (from: number, to: number) => event(60_000, { kind: 'cut_made', cut: { from, to }, by: 1 });
  const hidden = event(60_000, { kind: 'room_hidden', room: 1, hidden: true, by: 1 });
  const edited = [...CLASS, cut(5_000, 8_000), cut(7_000, 9_000), hidden];

  test('is passed over by the player of a student, who does not come to a room that is hidden', async () => {
    const watched = await watch(edited);
    expect(recorded.last.cuts).toEqual([{ from: 5_000, to: 9_000 }]);
    expect(watched.rooms.map(({ id }) => id)).toEqual([4]);
    watched.seek(15_000);
    expect(watched.room).toBe(0);
  });

  test('is left out for staff, who look at it where they choose a stretch of it', async () => {
    vi.spyOn(api, 'timeline').mockImplementation(async () => ({ ...timeline, role: 'instructor' }));
    const watched = await watch(edited);
    expect(recorded.last.cuts).toEqual([]);
    expect(watched.rooms.map(({ id }) => id)).toEqual([1, 2, 4]);
    watched.begin(4_000);
    recorded.last.pass(1_500);
    expect(watched.position).toBe(9_000);
    watched.playStretch(5_000, 8_000);
    recorded.last.pass(1_500);
    expect(watched.position).toBe(6_500);
  });

  test('is known before all of the journal is read', async () => {
    const edits = { cuts: [{ from: 1_000, to: 2_000 }], hidden_rooms: [] };
    vi.spyOn(api, 'timeline').mockImplementation(async () => ({ ...timeline, edits }));
    vi.spyOn(api, 'journal').mockImplementation(() => new Promise(() => {}));
    const watched = new WatchRoom({ session: 's', token: 't', participant: YOU, code: 'c' } as never);
    rooms.push(watched);
    await watched.refresh();
    expect(recorded.last.cuts).toEqual(edits.cuts);
  });
});

describe('where somebody was on another device', () => {
  /** What the server has, of a moment by its clock. */
  const onServer = (at: number, kept_unix: number, now_unix = Date.now()) =>
    vi.spyOn(api, 'timeline').mockImplementation(async () => ({ ...timeline, now_unix, position: { at, kept_unix } }));

  beforeEach(() => {
    vi.stubGlobal('localStorage', new FakeStorage());
    vi.stubGlobal('sessionStorage', new FakeStorage());
  });

  test('is where they go on, and a link is stronger', async () => {
    onServer(20_000, 1);
    const here = await watch();
    here.begin(undefined);
    expect([here.position, here.continuedAt]).toEqual([20_000, 20_000]);
    here.close();
    const linked = await watch(CLASS, 40_000);
    linked.begin(40_000);
    expect([linked.position, linked.continuedAt]).toEqual([40_000, null]);
  });

  test('counts if it is newer than what this browser has, by the clock of the server', async () => {
    // The clock of this device is a day late.
    const day = 24 * 3_600_000;
    onServer(20_000, 1, Date.now() + day);
    const first = await watch();
    first.begin(undefined);
    first.seek(30_000);
    first.close();
    onServer(40_000, Date.now() + day - 60_000, Date.now() + day);
    const again = await watch();
    again.begin(undefined);
    expect(again.position, 'here it was later').toBe(30_000);
    again.close();
    onServer(40_000, Date.now() + day + 60_000, Date.now() + day);
    const then = await watch();
    then.begin(undefined);
    expect(then.position, 'there it was later').toBe(40_000);
  });

  test('is told where nothing is counted, when they stop; and where it is counted, reports tell it', async () => {
    const kept = vi.spyOn(api, 'keepPosition').mockResolvedValue({ at: 0, kept_unix: 0 });
    const first = await watch();
    first.begin(undefined);
    first.seek(25_000);
    first.pause();
    expect(kept.mock.calls).toEqual([['s', 't', { at: 25_000 }]]);
    kept.mockClear();
    vi.spyOn(api, 'timeline').mockImplementation(async () => ({ ...timeline, counted: true }));
    vi.spyOn(api, 'ownLedger').mockRejectedValue(new ApiError('network', 0, ''));
    vi.spyOn(api, 'reportWatched').mockRejectedValue(new ApiError('network', 0, ''));
    const counted = await watch();
    counted.begin(undefined);
    counted.seek(30_000);
    counted.pause();
    expect(kept).not.toHaveBeenCalled();
  });
});

describe('a reload', () => {
  /** Reloads the page: `pagehide` pauses the old room but does not close it. */
  const reload = (watched: WatchRoom) => (watched.pause(), watch());

  beforeEach(() => {
    vi.stubGlobal('localStorage', new FakeStorage());
    vi.stubGlobal('sessionStorage', new FakeStorage());
  });

  test.each([4_000, 25_000, 50_000])('goes on where one was: %d', async (at) => {
    const first = await watch();
    first.begin(undefined);
    first.seek(30_000);
    first.seek(at);
    const again = await reload(first);
    again.begin(undefined);
    expect([again.position, again.playing, again.continuedAt]).toEqual([at, true, null]);
  });

  test('at the end stays there; a visit of its own begins at the beginning', async () => {
    const first = await watch();
    first.begin(undefined);
    first.seek(25_000);
    first.seek(999_000);
    expect(first.finished).toBe(true);
    const again = await reload(first);
    again.begin(undefined);
    expect([again.position, again.finished, again.continuedAt]).toEqual([60_000, true, null]);
    again.close();
    const anew = await watch();
    anew.begin(undefined);
    expect([anew.position, anew.playing, anew.continuedAt]).toEqual([0, true, null]);
  });

  test('goes to a moment that was asked for', async () => {
    const first = await watch();
    first.seek(30_000);
    const again = await reload(first);
    again.begin(5_000);
    expect(again.position).toBe(5_000);
  });
});

test('begins at a moment that was asked for, whatever was stored', async () => {
  const watched = await watch();
  watched.begin(5_000);
  expect([watched.position, watched.playing]).toEqual([5_000, true]);
});

test('a moment beyond the end is the end, not the beginning', async () => {
  const watched = await watch();
  watched.begin(999_000);
  expect([watched.position, watched.playing, watched.finished]).toEqual([60_000, false, true]);
});

test('a moment beyond the end of a class that goes on is as far as it is', async () => {
  recorded.complete = false;
  const watched = await watch();
  watched.begin(999_000);
  expect([watched.position, watched.playing]).toEqual([60_000, true]);
});

test.each([true, false])('seeks out of a breakout room and into one (over: %s)', async (complete) => {
  recorded.complete = complete;
  const watched = await watch();
  for (const [at, in_] of [
    [15_000, 1],
    [50_000, 0],
    [35_000, 4],
    [12_000, 1],
    [5_000, 0],
  ] as const) {
    watched.seek(at);
    expect([...where(watched), watched.finished]).toEqual([in_, at, false]);
  }
});

test('chooses a room from within another', async () => {
  const watched = await watch();
  watched.seek(15_000);
  watched.choose(4);
  expect(where(watched)).toEqual([4, 30_000]);
  watched.choose(0);
  expect(where(watched)).toEqual([0, 30_000]);
});

test.each([1, 3])('plays over the end of a room, however large the step, at %dx', async (rate) => {
  const watched = await watch();
  watched.seek(19_500);
  watched.setRate(rate);
  await watched.play();
  recorded.last.pass(401);
  expect([...where(watched), watched.playing, watched.rate]).toEqual([0, 20_000, true, rate]);
});

test('a room of which nothing is recorded is passed over, and playback goes on', async () => {
  delete recorded.ends[1];
  const watched = await watch();
  await watched.play();
  recorded.last.pass(10_000);
  expect([...where(watched), watched.playing]).toEqual([0, 20_000, true]);
});

test('while class is held, a room that has closed is left when the last of it is written', async () => {
  Object.assign(recorded, { ends: { 0: 21_000, 1: 19_000 }, complete: false });
  const watched = await watch(CLASS.slice(0, 5));
  watched.seek(18_900);
  await watched.play();
  recorded.last.pass(200);
  expect(where(watched)).toEqual([1, 19_000]);
  recorded.ends[0] = 25_000;
  recorded.last.pass(0);
  expect([...where(watched), watched.playing]).toEqual([0, 20_000, true]);
});

test('rooms that were open when class ended end with it', async () => {
  const watched = await watch(CLASS.slice(0, 3));
  recorded.ends[1] = 60_000;
  watched.seek(59_000);
  await watched.play();
  recorded.last.pass(1_000);
  expect([...where(watched), watched.finished, watched.playing]).toEqual([1, 60_000, true, false]);
});

test('a failure that passes does not take a known class away', async () => {
  const watched = await watch();
  const failing = vi.mocked(api.timeline);
  for (const code of ['internal', 'draining', 'rate_limited', 'network'] as const) {
    failing.mockRejectedValueOnce(new ApiError(code, 503));
    await watched.refresh();
    expect(watched.refused).toBeUndefined();
  }
  failing.mockRejectedValueOnce(new ApiError('removed', 403));
  await watched.refresh();
  expect(watched.refused?.code).toBe('removed');
});

test('people are called as they were called last', async () => {
  const renamed: EventBody = { kind: 'renamed', participant: YOU, name: 'Ada Lovelace', by: 1 };
  const watched = await watch([...CLASS, event(50_000, renamed)]);
  expect(watched.nameOf(YOU)).toBe('Ada Lovelace');
});

describe('a deleted recording', () => {
  const gone: Timeline = {
    ...timeline,
    session: { ...timeline.session, recording: { state: 'deleted', at_unix: 0 } },
  };

  test('is read from its end, at a cursor that the reader moves', async () => {
    vi.spyOn(api, 'timeline').mockImplementation(async () => gone);
    const watched = await watch();
    watched.begin(undefined);
    expect([watched.deleted, watched.position, watched.edge]).toEqual([true, 60_000, 60_000]);
    watched.seek(15_000);
    expect([watched.position, watched.room]).toEqual([15_000, 1]);
    watched.toggle();
    expect([watched.playing, watched.position]).toEqual([false, 15_000]);
    watched.seek(90_000);
    expect(watched.position).toBe(60_000);
  });

  test('stops where it is for who watches it', async () => {
    const watched = await watch();
    watched.begin(5_000);
    recorded.last.pass(1_000);
    recorded.last.fail(new ApiError('recording_deleted', 410));
    expect([watched.deleted, watched.playing, watched.position, watched.room]).toEqual([true, false, 6_000, 0]);
    watched.close();
  });
});

describe('a class that counts', () => {
  const entry = { state: 'on_the_way', left: 1 } as LedgerEntry;
  const question = { text: 'Why?', form: { form: 'yes_no' as const }, anonymous: false };
  const ask = (poll: number, anonymous = false, room: RoomId | null = null): EventBody => ({
    ...{ kind: 'poll_started', poll, room, question: { ...question, anonymous } },
    ...{ quiz: false, until: null, again: null, by: 1 },
  });
  const answer = { answer: 'choices' as const, choices: [0] };
  const cast = (poll: number): EventBody => ({ kind: 'ballot_cast', poll, participant: YOU, answer });
  const closed = (poll: number): EventBody => ({ kind: 'poll_closed', poll, key: null });

  beforeEach(() => {
    vi.spyOn(api, 'timeline').mockImplementation(async () => ({ ...timeline, counted: true }));
    vi.spyOn(api, 'ownLedger').mockImplementation(async () => ({ entry: { ...entry, state: 'missing' }, parts: [] }));
  });

  test('is told what is played', async () => {
    const report = vi.spyOn(api, 'reportWatched').mockImplementation(async () => ({ entry, parts: [] }));
    let now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    const watched = await watch();
    await vi.waitFor(() => expect(watched.ledger?.state).toBe('missing'));
    watched.begin(0);
    now = 1_000;
    recorded.last.pass(1_000);
    watched.pause();
    await vi.waitFor(() =>
      expect(report).toHaveBeenLastCalledWith('s', 't', { from: 0, to: 1_000, speed_percent: 100 }),
    );
    expect(watched.ledger).toEqual(entry);
  });

  test('plays a part of what is left, without what was seen, and stops at its end', async () => {
    const stretches = [
      { from: 10_000, to: 20_000 },
      { from: 40_000, to: 50_000 },
    ];
    const part = { left: 20_000, polls: 0, stretches };
    vi.spyOn(api, 'ownLedger').mockImplementation(async () => ({ entry: { ...entry, resume: 0 }, parts: [part] }));
    vi.spyOn(api, 'reportWatched').mockImplementation(async () => ({ entry, parts: [] }));
    const watched = await watch();
    await vi.waitFor(() => expect(watched.parts).toEqual([part]));
    watched.playPart(part);
    expect(watched.position).toBe(10_000);
    recorded.last.pass(10_100);
    expect(watched.position).toBe(40_000);
    watched.seek(45_000);
    expect(watched.part).toEqual(part);
    recorded.last.pass(5_000);
    expect([watched.stretchEnded, watched.playing]).toEqual([true, false]);
    await watched.play();
    expect([watched.stretchEnded, watched.part]).toEqual([false, null]);
    watched.playPart(part);
    watched.seek(55_000);
    expect([watched.part, watched.until]).toEqual([null, null]);
  });

  test.each([
    [[{ from: 20_000, to: 30_000 }], 20_000, 20_000],
    [[{ from: 500, to: 30_000 }], 500, null],
    [[], 0, null],
  ])('begins where something is left for somebody who was at its end: %o', async (stretches, from, said) => {
    vi.stubGlobal('localStorage', new FakeStorage());
    const parts = [{ left: 10_000, polls: 0, stretches }];
    vi.spyOn(api, 'ownLedger').mockImplementation(async () => ({ entry, parts }));
    vi.spyOn(api, 'reportWatched').mockImplementation(async () => ({ entry, parts }));
    const first = await watch();
    first.begin(undefined);
    first.seek(59_000);
    first.pause();
    const again = await watch();
    await vi.waitFor(() => expect(again.parts).toEqual(parts));
    expect(again.wasAtEnd).toBe(true);
    again.begin(undefined);
    expect([again.position, again.playing, again.continuedAt]).toEqual([from, true, said]);
  });

  test('has polls to answer that all were asked, and takes an answer', async () => {
    const other = (poll: number): EventBody => ({ ...cast(poll), participant: 1 }) as EventBody;
    const bodies = [ask(1), cast(1), ask(2), other(2), ask(3, true), ask(4, false, 2), ask(5), closed(2), closed(5)];
    const watched = await watch([...CLASS, ...bodies.map((body) => event(50_000, body))]);
    expect(watched.pollsLeft.map(({ id }) => id)).toEqual([2, 5]);
    const act = vi.spyOn(api, 'actLater').mockImplementation(async () => {});
    await watched.answer(5, answer);
    const command = { do: 'answer_poll', poll: 5, answer };
    expect(act).toHaveBeenCalledWith('s', 't', expect.objectContaining({ anchor: 0, command }));
  });

  test('knows which anonymous polls were answered after class, of which no journal says that', async () => {
    const answered_later = [3];
    vi.spyOn(api, 'timeline').mockImplementation(async () => ({ ...timeline, answered_later }));
    const bodies = [ask(3, true), ask(4, true), closed(3), closed(4)];
    const watched = await watch([...CLASS, ...bodies.map((body) => event(50_000, body))]);
    expect(watched.polls.map(({ answered }) => answered)).toEqual([[YOU], []]);
    expect(watched.pollsLeft, 'they do not count').toEqual([]);
  });

  test('reads again what is told of a poll once its late answers have ended', async () => {
    const told = (seq: number, body: EventBody) => ({ ...event(50_000, body), seq });
    const events = [told(50_000, ask(2)), told(50_001, closed(2)), told(50_002, ask(5)), told(50_003, closed(5))];
    const watched = await watch([...CLASS, ...events]);
    expect(watched.pollsLeft.map(({ id }) => id)).toEqual([2, 5]);
    const ended = told(50_004, { kind: 'late_answers_set', poll: 2, late_answers: { late: 'closed' }, by: 1 });
    const shared = told(50_001.5, { kind: 'results_shared', poll: 2, tally: { ballots: 0, counts: null } });
    const page = { next: 50_005, more: false, complete: true, now: 60_000 };
    const again = [events[0]!, events[1]!, shared, ...events.slice(2), ended];
    vi.spyOn(api, 'journal').mockImplementation(async (_session, _token, from) => ({
      ...page,
      events: from === 50_000 ? again : from > 50_004 ? [] : [ended],
    }));
    await vi.waitFor(() => expect(watched.polls[0]!.shared).not.toBeNull(), 5_000);
    expect(watched.polls.map(({ late_answers: { late } }) => late)).toEqual(['closed', 'open']);
    expect(watched.pollsLeft.map(({ id }) => id)).toEqual([5]);
  });

  test('says what was asked when playback passes it, and class goes on', async () => {
    vi.spyOn(api, 'reportWatched').mockImplementation(async () => ({ entry, parts: [] }));
    vi.spyOn(api, 'actLater').mockImplementation(async () => {});
    const asked = [event(5_000, ask(1)), event(20_000, ask(2)), event(25_000, closed(1)), event(25_000, closed(2))];
    const watched = await watch([...CLASS, ...asked].sort((a, b) => a.at - b.at));
    watched.begin(4_000);
    recorded.last.pass(900);
    expect(watched.asked).toBeUndefined();
    recorded.last.pass(200);
    expect([watched.asked?.id, watched.playing]).toEqual([1, true]);
    watched.passOver();
    expect(watched.asked).toBeUndefined();
    watched.seek(19_900);
    expect(watched.asked, 'a jump over it asks nothing').toBeUndefined();
    recorded.last.pass(200);
    expect(watched.asked?.id).toBe(2);
    watched.seek(30_000);
    expect(watched.asked, 'a jump leaves it behind').toBeUndefined();
  });

  test('is told nothing where it does not count', async () => {
    vi.spyOn(api, 'timeline').mockImplementation(async () => timeline);
    const report = vi.spyOn(api, 'reportWatched');
    const watched = await watch();
    watched.begin(0);
    recorded.last.pass(1_000);
    watched.pause();
    expect([report.mock.calls, watched.ledger]).toEqual([[], undefined]);
  });
});
