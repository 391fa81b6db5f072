import { describe, expect, test } from 'vitest';
import { LIMITS, VERSION, type Down, type ErrorCode, type Event, type Snapshot } from '../protocol/generated';
import { COMMAND_WAIT_MS } from './commands';
import { LiveClass, RefusedError } from './live';
import { emptySnapshot } from './reducer';
import { FakeEnvironment } from './testing';

const SILENCE_MS = 2 * LIMITS.heartbeatMs;

function begin() {
  const environment = new FakeEnvironment();
  const live = new LiveClass({ token: 'secret', url: 'ws://class', environment });
  return { environment, live };
}

/** Opens the newest socket and lets the server welcome it. Without `snapshot` the server honours the resume. */
function welcome(environment: FakeEnvironment, snapshot?: Snapshot, now = 5_000): void {
  environment.socket.onopen?.();
  environment.socket.down({
    type: 'welcome',
    version: VERSION,
    you: 7,
    role: 'student',
    permissions: ['attend', 'chat'],
    now,
    ...(snapshot && { snapshot }),
  });
}

function online() {
  const world = begin();
  welcome(world.environment, { ...emptySnapshot(), seq: 10 });
  return world;
}

const chat = (seq: number): Event => ({
  seq,
  at: seq,
  audience: { to: 'everyone' },
  kind: 'chat_sent',
  participant: 7,
  text: `message ${seq}`,
});
const event = (...seqs: number[]): Down => ({ type: 'events', events: seqs.map(chat) });

const code = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'done',
    (error: RefusedError) => error.code,
  );

/** The commands that went out by the newest socket. */
const commands = ({ socket }: FakeEnvironment) => socket.sent.filter((frame) => frame.type === 'command');

describe('hello', () => {
  test('takes the seat and learns who one is', () => {
    const { environment, live } = begin();
    expect(live.status).toBe('connecting');
    expect(environment.socket.url).toBe('ws://class');
    welcome(environment, { ...emptySnapshot(), seq: 3 });
    expect(environment.socket.sent).toEqual([{ type: 'hello', version: VERSION, token: 'secret' }]);
    expect([live.status, live.you, live.role, live.snapshot.seq]).toEqual(['online', 7, 'student', 3]);
    expect([...live.permissions]).toEqual(['attend', 'chat']);
  });

  test('refuses another protocol version', () => {
    const { environment, live } = begin();
    environment.socket.onopen?.();
    environment.socket.down({ type: 'welcome', version: VERSION + 1, you: 7, role: 'guest', permissions: [], now: 0 });
    expect([live.status, live.closedBy]).toEqual(['closed', 'version_mismatch']);
  });

  test('comes again when one is admitted, or has another role', () => {
    const { environment, live } = begin();
    const waiting = [{ participant: 7, name: 'Lin', at: 1_000, message: null }];
    welcome(environment, { ...emptySnapshot(), seq: 2, waiting });
    expect([live.status, live.snapshot.session, live.snapshot.waiting.length]).toEqual(['online', null, 1]);
    environment.pass(3_000);
    const { socket } = environment;
    const before = live.now();
    socket.down({
      type: 'welcome',
      version: VERSION,
      you: 7,
      role: 'assistant',
      permissions: ['attend', 'rooms'],
      now: before,
      snapshot: { ...emptySnapshot(), seq: 9, session: 'class' },
    });
    expect([live.status, live.snapshot.session, live.role, live.now()]).toEqual([
      'online',
      'class',
      'assistant',
      before,
    ]);
    expect([...live.permissions]).toEqual(['attend', 'rooms']);
    socket.down(event(10));
    expect([live.snapshot.seq, environment.sockets.length]).toEqual([10, 1]);
  });

  test('may be closed by a subscriber in the midst of it', () => {
    const { environment, live } = begin();
    live.subscribe(() => live.close());
    welcome(environment, emptySnapshot());
    expect(live.status).toBe('closed');
    expect(environment.waiting).toBe(0);
  });
});

describe('events', () => {
  test('are folded once, in order', () => {
    const { environment, live } = online();
    const heard: number[] = [];
    live.onEvent(({ seq }) => heard.push(seq));
    for (const seq of [9, 10, 11, 11, 13, 12]) environment.socket.down(event(seq));
    expect(heard).toEqual([11, 13]);
    expect(live.snapshot.chat.map(({ seq }) => seq)).toEqual([11, 13]);
  });

  test('of one frame are folded one by one, and seen at once', () => {
    const { environment, live } = online();
    const seen: number[] = [];
    const heard: number[] = [];
    live.subscribe(() => seen.push(live.snapshot.seq));
    live.onEvent(({ seq }) => heard.push(seq));
    environment.socket.down(event(10, 11, 12));
    expect([seen, heard]).toEqual([[12], [11, 12]]);
    expect(live.snapshot.chat.map(({ seq }) => seq)).toEqual([11, 12]);
    environment.socket.down(event(11, 12));
    expect(seen).toEqual([12]);
  });

  test('missed ones follow after a resume', () => {
    const { environment, live } = online();
    environment.socket.down(event(12));
    environment.socket.onclose?.();
    expect(live.status).toBe('reconnecting');
    environment.pass(250);
    welcome(environment);
    expect(environment.socket.sent[0]).toMatchObject({ type: 'hello', resume: 12 });
    environment.socket.down(event(12));
    environment.socket.down(event(15));
    expect(live.snapshot.chat.map(({ seq }) => seq)).toEqual([12, 15]);
  });

  test('a snapshot replaces everything, also by an older state', () => {
    const { environment, live } = online();
    environment.socket.down(event(12));
    environment.socket.onclose?.();
    environment.pass(250);
    welcome(environment, { ...emptySnapshot(), seq: 4, title: 'restored' });
    expect([live.snapshot.seq, live.snapshot.title, live.snapshot.chat.length]).toEqual([4, 'restored', 0]);
    environment.socket.down(event(5));
    expect(live.snapshot.seq).toBe(5);
  });
});

describe('a dead connection', () => {
  test('is noticed by silence and replaced', () => {
    const { environment, live } = online();
    const dead = environment.socket;
    environment.pass(SILENCE_MS - 1);
    expect(live.status).toBe('online');
    expect(dead.sent.filter(({ type }) => type === 'ping')).toHaveLength(1);
    environment.pass(1_000);
    expect(live.status).toBe('reconnecting');
    expect([dead.closed, dead.onmessage, dead.onclose]).toEqual([true, null, null]);
    environment.pass(1_000);
    expect(environment.socket).not.toBe(dead);
  });

  test('is not taken for one that answers', () => {
    const { environment, live } = online();
    for (let i = 0; i < 20; i++) {
      environment.pass(LIMITS.heartbeatMs);
      environment.socket.down({ type: 'pong', now: 0 });
    }
    expect([live.status, environment.sockets.length]).toEqual(['online', 1]);
  });

  test('is asked for at once, briefly, when the network comes back', () => {
    const { environment, live } = online();
    environment.networkBack();
    expect(environment.socket.sent.at(-1)).toEqual({ type: 'ping' });
    environment.pass(2_500);
    expect(live.status).toBe('reconnecting');
  });

  test('is not asked for twice: the answer would be taken for that to the second ping', () => {
    const { environment } = online();
    environment.pass(LIMITS.heartbeatMs);
    environment.networkBack();
    expect(environment.socket.sent.filter(({ type }) => type === 'ping')).toHaveLength(1);
  });

  test('an answer keeps it', () => {
    const { environment, live } = online();
    environment.networkBack();
    environment.socket.down({ type: 'pong', now: 0 });
    environment.pass(4_000);
    expect(live.status).toBe('online');
  });

  test('a frame that is not JSON ends it', () => {
    const { environment, live } = online();
    environment.socket.onmessage?.({ data: '{' });
    expect(live.status).toBe('reconnecting');
  });
});

describe('coming back', () => {
  test('tries when refused at most 1.5 s apart in the first minute, then at most five', () => {
    const { environment } = online();
    const opened: number[] = [];
    for (let i = 0; i < 150; i++) {
      environment.socket.onclose?.();
      const before = environment.now();
      const count = environment.sockets.length;
      while (environment.sockets.length === count) environment.pass(10);
      opened.push(environment.now() - before);
    }
    expect(opened.slice(0, 5)).toEqual([250, 500, 1_000, 1_500, 1_500]);
    expect(Math.max(...opened.slice(0, 40))).toBe(1_500);
    expect(Math.max(...opened)).toBe(5_000);
  });

  test('does not wait long for a try that hangs', () => {
    const { environment } = online();
    environment.socket.onclose?.();
    environment.pass(250);
    const hanging = environment.socket;
    environment.pass(1_900);
    expect(hanging.closed).toBe(true);
    environment.pass(250);
    expect(environment.socket).not.toBe(hanging);
  });

  test('fails few times in a long silence: Chromium punishes more', () => {
    const { environment } = online();
    environment.socket.onclose?.();
    environment.pass(20_000);
    expect(environment.sockets.length - 1).toBeLessThanOrEqual(10);
  });

  /** A page that was online, and whose next WebSocket failed before it was open. */
  function refused() {
    const { environment } = online();
    environment.socket.onclose?.();
    environment.pass(250);
    environment.asks = true;
    environment.socket.onclose?.();
    return environment;
  }

  test('asks by a request before it opens another WebSocket, once one has failed before it was open', () => {
    const environment = refused();
    for (let i = 0; i < 5; i++) {
      environment.pass(1_500);
      environment.reached?.(false);
    }
    expect(environment.sockets).toHaveLength(2);
    environment.pass(1_500);
    environment.reached?.(true);
    expect(environment.sockets).toHaveLength(3);
  });

  test('opens a WebSocket all the same where no request is answered', () => {
    const environment = refused();
    environment.pass(500);
    const request = environment.reached;
    environment.pass(1_900);
    expect([request, environment.reached]).toEqual([expect.any(Function), null]);
    environment.pass(1_500);
    expect(environment.sockets).toHaveLength(3);
  });

  test('opens a WebSocket now and then where all requests are refused', () => {
    const environment = refused();
    for (let i = 0; i < 20 && environment.sockets.length < 3; i++) {
      environment.pass(1_500);
      environment.reached?.(false);
    }
    expect(environment.sockets).toHaveLength(3);
  });

  test('tries at once when the network is back', () => {
    const { environment } = online();
    environment.socket.onclose?.();
    environment.networkBack();
    expect(environment.sockets).toHaveLength(2);
    environment.pass(1_000);
    expect(environment.sockets).toHaveLength(2);
  });

  test.each<ErrorCode>(['draining', 'full', 'too_slow', 'rate_limited', 'disk_full', 'internal'])(
    'follows the invitation %s',
    (why) => {
      const { environment, live } = online();
      environment.socket.down({ type: 'bye', code: why });
      expect(live.status).toBe('reconnecting');
      environment.pass(250);
      welcome(environment);
      expect(live.status).toBe('online');
    },
  );

  test('comes in as soon as the class has begun, and says until then why not', () => {
    const { environment, live } = begin();
    environment.socket.onopen?.();
    environment.socket.down({ type: 'bye', code: 'not_begun' });
    expect([live.status, live.waitReason]).toEqual(['connecting', 'not_begun']);
    environment.pass(250);
    welcome(environment);
    expect([live.status, live.waitReason]).toEqual(['online', undefined]);
  });

  test.each<ErrorCode>(['superseded', 'removed', 'left', 'session_ended', 'unauthorized', 'version_mismatch'])(
    'accepts the end: %s',
    (why) => {
      const { environment, live } = online();
      environment.socket.down({ type: 'bye', code: why });
      expect([live.status, live.closedBy]).toEqual(['closed', why]);
      expect(environment.waiting).toBe(0);
    },
  );
});

describe('commands', () => {
  test('are acknowledged and refused by id, in any order', async () => {
    const { environment, live } = online();
    const first = live.command({ do: 'raise_hand' });
    const second = code(live.command({ do: 'end_session' }));
    const ids = commands(environment).map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
    environment.socket.down({ type: 'refused', id: ids[1]!, refusal: { code: 'forbidden' } });
    environment.socket.down({ type: 'ack', id: ids[0]!, result: { result: 'done' } });
    expect(await first).toEqual({ result: 'done' });
    expect(await second).toBe('forbidden');
  });

  test('wait for a connection, and go out once, in order', async () => {
    const { environment, live } = online();
    environment.socket.onclose?.();
    const raised = live.command({ do: 'raise_hand' });
    void live.command({ do: 'lower_hand', participant: 7 });
    environment.pass(250);
    welcome(environment);
    const sent = commands(environment);
    expect(sent.map(({ command }) => command.do)).toEqual(['raise_hand', 'lower_hand']);
    environment.socket.down({ type: 'ack', id: sent[0]!.id, result: { result: 'done' } });
    expect(await raised).toEqual({ result: 'done' });
  });

  test('do not wait for ever', async () => {
    const { environment, live } = online();
    environment.socket.onclose?.();
    const raised = code(live.command({ do: 'raise_hand' }));
    environment.pass(COMMAND_WAIT_MS);
    expect(await raised).toBe('network');
    welcome(environment);
    expect(environment.socket.sent).toHaveLength(1);
  });

  test('that a full disk keeps from the server say so', async () => {
    const { environment, live } = online();
    const sent = code(live.command({ do: 'raise_hand' }));
    environment.socket.down({ type: 'bye', code: 'disk_full' });
    const waiting = code(live.command({ do: 'raise_hand' }));
    environment.pass(COMMAND_WAIT_MS);
    expect(await Promise.all([sent, waiting])).toEqual(['disk_full', 'disk_full']);
    welcome(environment);
    environment.socket.onclose?.();
    const later = code(live.command({ do: 'raise_hand' }));
    environment.pass(COMMAND_WAIT_MS);
    expect(await later).toBe('network');
  });

  test('whose answer the connection took with it are sent again, once, with their ids and before later ones', async () => {
    const { environment, live } = online();
    const first = live.command({ do: 'raise_hand' });
    const answered = live.command({ do: 'react', reaction: 'applause' });
    const before = commands(environment);
    environment.socket.down({ type: 'ack', id: before[1]!.id, result: { result: 'done' } });
    await answered;
    environment.socket.onclose?.();
    const later = live.command({ do: 'end_session' });
    environment.pass(250);
    welcome(environment);
    const again = commands(environment);
    expect(again.map(({ command }) => command.do)).toEqual(['raise_hand', 'end_session']);
    expect(again[0]).toEqual(before[0]);
    for (const { id } of again) environment.socket.down({ type: 'ack', id, result: { result: 'done' } });
    expect(await Promise.all([first, later])).toEqual([{ result: 'done' }, { result: 'done' }]);
    environment.socket.onclose?.();
    environment.pass(1_000);
    welcome(environment);
    expect(commands(environment)).toEqual([]);
  });

  test('in doubt do not wait for ever either', async () => {
    const { environment, live } = online();
    const raised = code(live.command({ do: 'raise_hand' }));
    environment.socket.onclose?.();
    environment.pass(COMMAND_WAIT_MS);
    expect(await raised).toBe('network');
    welcome(environment);
    expect(commands(environment)).toEqual([]);
  });

  test('of a media connection, of a shared cursor, and goodbyes, are not sent again', async () => {
    const { environment, live } = online();
    const rejected = [
      code(live.command({ do: 'offer', sdp: 'v=0', fresh: true, sends: [] })),
      code(live.command({ do: 'watch', slots: [] })),
      code(live.command({ do: 'set_track', source: 'camera', state: 'on' })),
      code(live.command({ do: 'set_playback', playing: false, position: 0, speed_percent: 100 })),
      code(live.command({ do: 'leave' })),
    ];
    environment.socket.onclose?.();
    expect(await Promise.all(rejected)).toEqual(['network', 'network', 'network', 'network', 'network']);
    environment.pass(250);
    welcome(environment);
    expect(commands(environment)).toEqual([]);
  });

  test('of two pages have different ids', () => {
    const ids = [0.25, 0.5].map((random) => {
      const environment = new FakeEnvironment();
      environment.random = () => random;
      const live = new LiveClass({ token: 'secret', url: 'ws://class', environment });
      welcome(environment, emptySnapshot());
      void live.command({ do: 'raise_hand' });
      return commands(environment)[0]!.id;
    });
    expect(ids[1]! - ids[0]!).toBeGreaterThan(2 ** 40);
  });

  test('that are larger than a frame may be are refused here: the server would end the connection', async () => {
    const { environment, live } = online();
    const sent = environment.socket.sent.length;
    const text = 'ä'.repeat(LIMITS.frameBytes / 2);
    expect(await code(live.command({ do: 'send_chat', text, to: { to: 'room', room: 0 } }))).toBe('too_large');
    expect([environment.socket.sent.length, live.status]).toEqual([sent, 'online']);
    environment.socket.onclose?.();
    expect(await code(live.command({ do: 'send_chat', text, to: { to: 'room', room: 0 } }))).toBe('too_large');
  });

  test('end with the class', async () => {
    const { environment, live } = online();
    const raised = code(live.command({ do: 'raise_hand' }));
    environment.socket.down({ type: 'bye', code: 'session_ended' });
    expect(await raised).toBe('session_ended');
    expect(await code(live.command({ do: 'raise_hand' }))).toBe('session_ended');
  });
});

describe('class time', () => {
  test('is that of the server, half a round trip later', () => {
    const { environment, live } = begin();
    environment.socket.onopen?.();
    environment.pass(80);
    const { socket } = environment;
    socket.onopen = null;
    socket.down({
      type: 'welcome',
      version: VERSION,
      you: 1,
      role: 'guest',
      permissions: [],
      now: 5_000,
      snapshot: emptySnapshot(),
    });
    expect(live.now()).toBe(5_040);
    environment.pass(1_000);
    expect(live.now()).toBe(6_040);
  });

  test('is refined by a quicker answer and never runs back', () => {
    const { environment, live } = begin();
    environment.socket.onopen?.();
    environment.pass(800);
    environment.socket.onopen = null;
    environment.socket.down({
      type: 'welcome',
      version: VERSION,
      you: 1,
      role: 'guest',
      permissions: [],
      now: 5_000,
      snapshot: emptySnapshot(),
    });
    expect(live.now()).toBe(5_400);
    environment.pass(LIMITS.heartbeatMs);
    const pinged = environment.socket.sent.at(-1);
    expect(pinged).toEqual({ type: 'ping' });
    environment.pass(20);
    const before = live.now();
    environment.socket.down({ type: 'pong', now: 10_010 });
    expect(live.now()).toBe(before);
    environment.pass(1_000);
    expect(live.now()).toBe(11_020);
  });

  test('stops at the end', () => {
    const { environment, live } = online();
    environment.socket.down({
      type: 'events',
      events: [{ seq: 11, at: 5_500, audience: { to: 'everyone' }, kind: 'session_ended' }],
    });
    environment.pass(60_000);
    expect(live.now()).toBe(5_500);
  });
});
