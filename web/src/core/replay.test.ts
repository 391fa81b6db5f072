import { describe, expect, test, vi } from 'vitest';
import type { Event, JournalPage } from '../protocol/generated';
import { ApiError } from './http';
import { emptySnapshot, reduce } from './reducer';
import { Journal, ReplayClass } from './replay';
import { FakeEnvironment } from './testing';

/** A small repeatable source of chance (mulberry32). */
function chance(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A class in which people come, go, speak, write and raise hands at random. */
function journal(length: number, random: () => number): Event[] {
  const any = <T>(...choices: T[]): T => choices[Math.floor(random() * choices.length)]!;
  let at = 0;
  return Array.from({ length }, (_, i): Event => {
    at += Math.floor(random() * 300);
    const head = { seq: i + 1, at, audience: { to: 'everyone' } as const };
    const participant = 1 + Math.floor(random() * 30);
    const consent = { record_camera: true, record_voice: true };
    return any<() => Event>(
      () => ({ ...head, kind: 'joined', participant, name: `Seat ${participant}`, role: 'student', room: 0, consent }),
      () => ({ ...head, kind: 'left', participant, reason: 'lost' }),
      () => ({ ...head, kind: 'hand_raised', participant }),
      () => ({ ...head, kind: 'chat_sent', participant, text: `message ${i}` }),
      () => ({ ...head, kind: 'speaking', participant, speaking: any(true, false) }),
      () => ({ ...head, kind: 'track_changed', participant, source: 'camera', state: any('on', 'off') }),
      () => ({ ...head, kind: 'spotlight_set', room: 0, target: { participant, source: 'camera' } }),
    )();
  });
}

/** Serves pages as the server does. */
class FakeApi {
  events: Event[];
  pageSize = 1_000;
  complete = true;
  now = 0;
  failure: ApiError | undefined;
  readonly asked: number[] = [];
  /** Requests that are held until there is news. */
  held: { signal: AbortSignal; answer: () => void }[] = [];

  constructor(events: Event[]) {
    this.events = events;
    this.now = events.at(-1)?.at ?? 0;
  }

  journal = async (_session: string, _token: string, from: number, wait?: AbortSignal): Promise<JournalPage> => {
    this.asked.push(from);
    if (wait && !this.failure) await new Promise<void>((answer) => this.held.push({ signal: wait, answer }));
    if (this.failure) throw this.failure;
    const rest = this.events.filter(({ seq }) => seq >= from);
    const events = rest.slice(0, this.pageSize);
    const more = rest.length > events.length;
    return {
      events,
      next: (events.at(-1)?.seq ?? Math.min(from - 1, this.events.length)) + 1,
      more,
      complete: this.complete && !more,
      now: this.now,
    };
  };
}

async function load(api: FakeApi, environment = new FakeEnvironment()) {
  const loaded = new Journal({ session: 's', token: 't', api, environment });
  await vi.waitFor(() => expect(loaded.loaded || loaded.error).toBeTruthy());
  return loaded;
}

const foldTo = (events: readonly Event[], at: number) =>
  events.filter((event) => event.at <= at).reduce(reduce, emptySnapshot());

const textAt = (replay: ReplayClass, message: number) => replay.snapshot.chat.find(({ seq }) => seq === message)?.text;

describe('ReplayClass', () => {
  test.each([1, 2, 3, 4, 5])(
    'wherever it was before, a cursor shows the fold up to it (seed %i)',
    async (seed) => {
      const random = chance(seed);
      const events = journal(2_500, random);
      const replay = new ReplayClass(await load(new FakeApi(events)));
      const length = events.at(-1)!.at;
      for (let i = 0; i < 40; i++) {
        const at = Math.floor(random() * 1.1 * length);
        replay.seek(at);
        expect(replay.now()).toBe(at);
        expect(replay.snapshot).toEqual(foldTo(events, at));
      }
      replay.seek(0);
      expect(replay.snapshot).toEqual(foldTo(events, 0));
    },
    30_000,
  );

  test('keeps its state, and is silent, where nothing happens', async () => {
    const events = journal(20, chance(9));
    const replay = new ReplayClass(await load(new FakeApi(events)));
    const changed = vi.fn();
    replay.seek(events.at(-1)!.at);
    replay.subscribe(changed);
    const before = replay.snapshot;
    replay.seek(events.at(-1)!.at + 5_000);
    expect(replay.snapshot).toBe(before);
    expect(changed).not.toHaveBeenCalled();
  });

  test('a message that is deleted while one watches is gone at every moment', async () => {
    const environment = new FakeEnvironment();
    const events = journal(1_200, chance(6));
    const message = events.findLast(({ kind, seq }) => kind === 'chat_sent' && seq < 600)!;
    const api = new FakeApi(events);
    api.complete = false;
    const replay = new ReplayClass(await load(api, environment));
    const end = events.at(-1)!.at;
    for (const at of [message.at, end]) replay.seek(at);
    const head = { seq: 1_201, at: end + 1, audience: { to: 'everyone' } as const };
    api.events.push({ ...head, kind: 'chat_deleted', message: message.seq, by: 1 });
    environment.pass(1_000);
    await vi.waitFor(() => expect(textAt(replay, message.seq)).toBe(''));
    replay.seek(message.at);
    expect(textAt(replay, message.seq)).toBe('');
    replay.seek(end + 1);
    const blanked = api.events.map((event) => (event === message ? { ...event, text: '' } : event)) as Event[];
    expect(replay.snapshot).toEqual(foldTo(blanked, Infinity));
  });

  test('read anew, it is what the server says now, and what was under way comes too late', async () => {
    const events = journal(700, chance(8));
    const api = new FakeApi(events);
    const environment = new FakeEnvironment();
    const loaded = await load(api, environment);
    const replay = new ReplayClass(loaded, environment);
    const end = events.at(-1)!.at;
    replay.seek(end);
    environment.pass(1_000);
    await vi.waitFor(() => expect(api.held).toHaveLength(1));
    api.events = events.map((event) => (event.kind === 'joined' ? { ...event, name: 'Student' } : event));
    loaded.reload();
    expect(api.held[0]!.signal.aborted).toBe(true);
    api.held[0]!.answer();
    expect(replay.snapshot.participants).toEqual([]);
    await vi.waitFor(() => expect(api.held).toHaveLength(2));
    api.held[1]!.answer();
    await vi.waitFor(() => expect(replay.snapshot).toEqual(foldTo(api.events, end)));
    expect(loaded.events).toHaveLength(700);
    replay.seek(end / 2);
    expect(replay.snapshot).toEqual(foldTo(api.events, end / 2));
  });

  test('read again from an event on, it has what was kept from the reader, and what was told stays until then', async () => {
    const environment = new FakeEnvironment();
    const all = journal(700, chance(4));
    const api = new FakeApi(all.filter(({ seq }) => seq !== 350));
    api.complete = false;
    const loaded = await load(api, environment);
    const replay = new ReplayClass(loaded, environment);
    const end = all.at(-1)!.at;
    replay.seek(end);
    api.events = all;
    const again = loaded.readAgain(300);
    expect(loaded.events).toHaveLength(699);
    await again;
    expect(loaded.events).toEqual(all);
    expect(loaded.rewritten).toBe(299);
    expect(replay.snapshot).toEqual(foldTo(all, end));
    replay.seek(all[349]!.at);
    expect(replay.snapshot).toEqual(foldTo(all, all[349]!.at));
    api.events = [...all, { ...all.at(-1)!, seq: 701 }];
    environment.pass(1_000);
    await vi.waitFor(() => expect(loaded.events, 'loading goes on').toHaveLength(701));
  });

  test('what is read again stays when a page fails, and is read from the earliest event that was asked for', async () => {
    const environment = new FakeEnvironment();
    const all = journal(300, chance(5));
    const api = new FakeApi(all.filter(({ seq }) => seq !== 100));
    const loaded = await load(api, environment);
    api.events = all;
    api.failure = new ApiError('network', 0, 'away');
    await loaded.readAgain(80);
    expect(loaded.events).toHaveLength(299);
    api.failure = undefined;
    await loaded.readAgain(200);
    expect(loaded.events).toEqual(all);
  });

  test('takes in events that arrive behind the cursor', async () => {
    const environment = new FakeEnvironment();
    const all = journal(600, chance(3));
    const api = new FakeApi(all.slice(0, 300));
    api.complete = false;
    const replay = new ReplayClass(await load(api, environment));
    replay.seek(all.at(-1)!.at);
    expect(replay.snapshot.seq).toBe(300);
    api.events.push(...all.slice(300));
    environment.pass(1_000);
    await vi.waitFor(() => expect(replay.snapshot.seq).toBe(600));
    expect(replay.snapshot).toEqual(foldTo(all, Infinity));
  });
});

describe('a ReplayClass that follows a player', () => {
  /** One message at each of these times. */
  const messages = (...times: number[]): Event[] =>
    times.map((at, i) => ({
      seq: i + 1,
      at,
      audience: { to: 'everyone' },
      kind: 'chat_sent',
      participant: 1,
      text: `at ${at}`,
    }));

  async function follow(events: Event[]) {
    const environment = new FakeEnvironment();
    const replay = new ReplayClass(await load(new FakeApi(events)), environment);
    return { environment, replay, shown: () => replay.snapshot.chat.map(({ at }) => at) };
  }

  test.each([0.5, 1, 2, 3])('shows an event at its own time between two reports, at %dx', async (rate) => {
    const { environment, replay } = await follow(messages(...Array.from({ length: 40 }, (_, i) => 1_000 + i * 37)));
    const late: number[] = [];
    let position = 990;
    let reported = environment.now();
    replay.subscribe(() => {
      const truth = position + (environment.now() - reported) * rate;
      late.push(truth - replay.snapshot.chat.at(-1)!.at);
    });
    while (replay.snapshot.chat.length < 40) {
      replay.follow(position, rate);
      environment.pass(100);
      position += 100 * rate;
      reported = environment.now();
    }
    expect(late).toHaveLength(40);
    expect(Math.min(...late)).toBeGreaterThanOrEqual(0);
    // Timers are of whole milliseconds.
    expect(Math.max(...late)).toBeLessThanOrEqual(rate);
  });

  test('holds one timer, and none where the cursor stands or there is no event soon', async () => {
    const { environment, replay } = await follow(messages(1_000, 1_010, 9_000));
    for (let i = 0; i < 3; i++) replay.follow(900 + i, 2);
    expect(environment.waiting).toBe(1);
    replay.follow(902, 0);
    expect(environment.waiting).toBe(0);
    replay.follow(902, 1);
    replay.seek(950);
    expect(environment.waiting).toBe(0);
    replay.follow(2_000, 3);
    expect(environment.waiting).toBe(0);
    replay.follow(900, 1);
    replay.close();
    expect(environment.waiting).toBe(0);
  });

  test('schedules anew when the speed changes', async () => {
    const { environment, replay, shown } = await follow(messages(1_000));
    replay.follow(900, 0.5);
    environment.pass(20);
    replay.follow(910, 3);
    environment.pass(29);
    expect(shown()).toEqual([]);
    environment.pass(1);
    expect(shown()).toEqual([1_000]);
  });

  test('stands still when the player has not reported for a while', async () => {
    const { environment, replay, shown } = await follow(messages(2_000));
    replay.follow(1_000, 3);
    environment.pass(10_000);
    expect([replay.now(), shown()]).toEqual([1_750, []]);
  });

  test('waits for a player that stalled, and takes nothing back', async () => {
    const { environment, replay, shown } = await follow(messages(1_000, 1_100));
    replay.follow(950, 1);
    environment.pass(60);
    replay.follow(970, 0);
    expect([replay.now(), shown()]).toEqual([1_010, [1_000]]);
    replay.follow(970, 1);
    environment.pass(35);
    expect(replay.now()).toBe(1_010);
    environment.pass(95);
    expect([replay.now(), shown()]).toEqual([1_100, [1_000, 1_100]]);
  });

  test('goes back where the player, or a person, does', async () => {
    const { replay, shown } = await follow(messages(1_000, 5_000));
    replay.follow(5_500, 1);
    replay.seek(4_990);
    expect([replay.now(), shown()]).toEqual([4_990, [1_000]]);
    replay.follow(0, 1);
    expect(shown()).toEqual([]);
  });

  test('what is written later is met at the moment of which it speaks', async () => {
    const [first, last, later] = messages(1_000, 5_000, 5_000);
    const { replay, shown } = await follow([first!, last!, { ...later!, later: { unix: 1, anchor: 3_000 } }]);
    replay.seek(3_000);
    expect(replay.snapshot.chat.map(({ seq }) => seq)).toEqual([first!.seq, later!.seq]);
    replay.seek(2_999);
    expect(shown()).toEqual([1_000]);
    replay.seek(5_000);
    expect(shown()).toEqual([1_000, 5_000, 5_000]);
  });

  test('whoever comes later is known from the start', async () => {
    const consent = { record_camera: true, record_voice: true };
    const joined = { kind: 'viewer_joined' as const, participant: 9, name: 'Sam', role: 'student' as const, consent };
    const [first] = messages(1_000);
    const { replay } = await follow([first!, { ...first!, seq: 2, at: 5_000, later: { unix: 1 }, ...joined }]);
    replay.seek(0);
    expect(replay.snapshot.participants.map(({ name, present }) => [name, present])).toEqual([['Sam', false]]);
  });

  test('an event that comes late to the journal still meets the running cursor', async () => {
    const environment = new FakeEnvironment();
    const api = new FakeApi(messages(1_000));
    api.complete = false;
    const replay = new ReplayClass(await load(api, environment), environment);
    environment.pass(900);
    replay.follow(1_900, 0.5);
    api.events.push(messages(1_000, 2_000).at(-1)!);
    environment.pass(100);
    await vi.waitFor(() => expect(environment.waiting).toBe(2));
    environment.pass(99);
    expect(replay.snapshot.chat).toHaveLength(1);
    environment.pass(1);
    expect(replay.snapshot.chat).toHaveLength(2);
  });
});

describe('Journal', () => {
  test('loads all pages of a class that is over', async () => {
    const environment = new FakeEnvironment();
    const api = new FakeApi(journal(2_300, chance(4)));
    const loaded = await load(api, environment);
    expect(loaded.events).toEqual(api.events);
    expect([loaded.complete, loaded.edge, api.asked]).toEqual([true, api.now, [0, 1_001, 2_001]]);
  });

  test('hears of later acts by requests that the server holds, while the page is seen', async () => {
    const environment = new FakeEnvironment();
    const api = new FakeApi(journal(10, chance(4)));
    const loaded = await load(api, environment);
    environment.pass(1_000);
    expect(api.asked).toEqual([0, 11]);
    environment.pass(60_000);
    expect(api.held).toHaveLength(1);

    const later = { ...api.events.at(-1)!, seq: 11, later: { unix: 1 } };
    api.events.push(later);
    environment.visible = false;
    api.held[0]!.answer();
    await vi.waitFor(() => expect(loaded.events.at(-1)).toBe(later));
    await vi.waitFor(() => expect(environment.waiting).toBe(1));
    environment.pass(60_000);
    expect(api.held).toHaveLength(1);
    environment.visible = true;
    expect(api.asked).toEqual([0, 11, 12]);
    loaded.close();
    expect(api.held[1]!.signal.aborted).toBe(true);
  });

  test('follows a live class, and its edge moves with time', async () => {
    const environment = new FakeEnvironment();
    const api = new FakeApi(journal(10, chance(5)));
    api.complete = false;
    const live = await load(api, environment);
    const edge = live.edge;
    environment.pass(700);
    expect(live.edge).toBe(edge + 700);
    expect(live.complete).toBe(false);
    api.complete = true;
    api.now += 1_000;
    environment.pass(300);
    await vi.waitFor(() => expect(live.complete).toBe(true));
    environment.pass(10_000);
    expect(live.edge).toBe(api.now);
  });

  test('says after class that a request for news was answered, whatever it brought', async () => {
    const environment = new FakeEnvironment();
    const api = new FakeApi(journal(10, chance(6)));
    const over = await load(api, environment);
    const heard = vi.fn();
    over.whenHeard(heard);
    environment.pass(1_000);
    await vi.waitFor(() => expect(api.held).toHaveLength(1));
    expect(heard).not.toHaveBeenCalled();
    api.held[0]!.answer();
    await vi.waitFor(() => expect(heard).toHaveBeenCalledOnce());
    environment.pass(1_000);
    await vi.waitFor(() => expect(api.held).toHaveLength(2));
    api.failure = new ApiError('network', 0);
    api.held[1]!.answer();
    await vi.waitFor(() => expect(over.error).toBe(api.failure));
    expect(heard, 'nothing was answered').toHaveBeenCalledOnce();
    api.failure = new ApiError('not_found', 404);
    environment.pass(1_000);
    await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(2));
    over.close();
  });

  test('goes on after the network failed', async () => {
    const environment = new FakeEnvironment();
    const api = new FakeApi(journal(10, chance(6)));
    api.failure = new ApiError('network', 0);
    const journalOf = await load(api, environment);
    expect(journalOf.error?.code).toBe('network');
    api.failure = undefined;
    environment.pass(1_000);
    await vi.waitFor(() => expect(journalOf.complete).toBe(true));
    expect(journalOf.error).toBeUndefined();
  });

  test('a journal that has become shorter is read anew, and the replay forgets what is lost', async () => {
    const environment = new FakeEnvironment();
    const whole = journal(1_200, chance(8));
    const api = new FakeApi(whole);
    api.complete = false;
    const loaded = await load(api, environment);
    const replay = new ReplayClass(loaded, environment);
    replay.seek(api.now);
    api.events = whole.slice(0, 700);
    api.now = api.events.at(-1)!.at;
    environment.pass(1_000);
    await vi.waitFor(() => expect(loaded.events).toEqual(api.events));
    expect(replay.snapshot).toEqual(foldTo(api.events, Infinity));
    replay.close();
    loaded.close();
  });

  test('stops when it is refused for good, or closed', async () => {
    const environment = new FakeEnvironment();
    const api = new FakeApi([]);
    api.failure = new ApiError('unauthorized', 401);
    await load(api, environment);
    expect(environment.waiting).toBe(0);
    api.failure = undefined;
    api.complete = false;
    const open = await load(api, environment);
    expect(environment.waiting).toBe(1);
    open.close();
    expect(environment.waiting).toBe(0);
  });
});
