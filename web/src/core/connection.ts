import {
  LIMITS,
  VERSION,
  type Command,
  type CommandId,
  type CommandResult,
  type Down,
  type ErrorCode,
  type Up,
} from '../protocol/generated';
import { Backoff } from './backoff';
import { Commands, RefusedError } from './commands';
import type { Environment, Socket } from './environment';

/** The state of the connection to a live class. */
export type LiveStatus = 'connecting' | 'online' | 'reconnecting' | 'closed';

/** The first frame of a connection. */
export type Welcome = Extract<Down, { type: 'welcome' }>;

/** The owner of a connection, which the connection informs and asks. */
export interface ConnectionOwner {
  /** The last event that the owner has; absent before the first welcome. */
  resume(): number | undefined;
  /**
   * A connection is up; `roundTrip` is the time from hello to welcome in milliseconds. Without `roundTrip` the connection
   * was up already, and the seat has changed: its owner was admitted, or has another role.
   */
  welcomed(welcome: Welcome, roundTrip: number | undefined): void;
  /** Events or a notice came. */
  received(frame: Extract<Down, { type: 'events' | 'notice' }>): void;
  /** The server told its time. */
  timeTold(serverNow: number, roundTrip: number): void;
  /** `status` changed. After `online`, `welcomed` has run. */
  statusChanged(): void;
}

/**
 * One lasting connection over many WebSockets: it opens them, notices when they are dead, and reconnects until the
 * server refuses for good.
 */
export class Connection {
  readonly #url: string;
  readonly #token: string;
  readonly #owner: ConnectionOwner;
  readonly #environment: Environment;
  readonly #commands: Commands;
  readonly #backoff: Backoff;
  readonly #endNetworkWatch: () => void;

  #status: LiveStatus = 'connecting';
  #closedBy: ErrorCode | undefined;
  #waitReason: ErrorCode | undefined;
  #socket: Socket | undefined;
  /** Cancels the timer of the current phase: pause, patience, or heartbeat. */
  #cancelTimer: () => void = () => {};
  /** Cancels the request that asks whether the server is reached. */
  #cancelRequest: () => void = () => {};
  /** How many tries in a row were refused. */
  #refused = 0;
  #openedAt = 0;
  #helloAt = 0;
  #frameAt = 0;
  #pingAt = 0;
  #pingOpen = false;

  constructor(url: string, token: string, owner: ConnectionOwner, environment: Environment) {
    this.#url = url;
    this.#token = token;
    this.#owner = owner;
    this.#environment = environment;
    this.#commands = new Commands(
      {
        after: (ms, callback) => environment.after(ms, callback),
        random: () => environment.random(),
      },
      () => (this.#waitReason === 'disk_full' ? 'disk_full' : 'network'),
    );
    this.#backoff = new Backoff(() => environment.random());
    this.#endNetworkWatch = environment.onNetworkBack(() => this.#networkBack());
    this.#open();
  }

  get status(): LiveStatus {
    return this.#status;
  }

  /** Why the server closed for good. */
  get closedBy(): ErrorCode | undefined {
    return this.#closedBy;
  }

  /** Why the server does not admit this seat yet; absent after admission, and while the server does not answer. */
  get waitReason(): ErrorCode | undefined {
    return this.#waitReason;
  }

  /** Sends a command, or keeps it until there is a connection. Rejects with {@link RefusedError}. */
  command(command: Command): Promise<CommandResult> {
    if (this.#status === 'closed') return Promise.reject(new RefusedError(this.#closedBy ?? 'network'));
    // The server ends a connection that sends a longer frame.
    if (frameBytes(command) > LIMITS.frameBytes) return Promise.reject(new RefusedError('too_large'));
    return this.#commands.add(command, this.#status === 'online' ? this.#sendCommand : undefined);
  }

  /** Ends the connection from this side. */
  close(): void {
    this.#finish(undefined);
  }

  readonly #sendCommand = (id: CommandId, command: Command): void => this.#send({ type: 'command', id, command });

  #send(frame: Up): void {
    this.#socket?.send(JSON.stringify(frame));
  }

  #open(): void {
    this.#openedAt = this.#environment.now();
    let socket: Socket;
    try {
      socket = this.#environment.open(this.#url);
    } catch {
      return this.#lost();
    }
    this.#socket = socket;
    this.#setTimer(this.#backoff.patience(this.#openedAt), () => this.#lost());
    socket.onopen = () => {
      this.#helloAt = this.#environment.now();
      const resume = this.#owner.resume();
      this.#send({ type: 'hello', version: VERSION, token: this.#token, ...(resume !== undefined && { resume }) });
    };
    socket.onmessage = ({ data }) => {
      const frame = parse(data);
      if (frame) this.#receive(frame);
      else this.#lost();
    };
    socket.onclose = () => this.#lost(this.#helloAt < this.#openedAt);
  }

  /**
   * Tries again. Browsers hold back the WebSockets of a page the longer, the more of them failed before they were open, as they do while a server
   * restarts: Firefox up to a minute (RFC 6455, 7.2.3). A request is sent without delay, so the next WebSocket is opened once one is answered. After
   * a try that hung there is no request: it could hang in a connection that is dead. Where requests alone are refused, a WebSocket is opened
   * all the same now and then.
   */
  #tryAgain(refused: boolean): void {
    this.#refused = refused ? this.#refused + 1 : 0;
    if (this.#refused % ASKED === 0) return this.#open();
    this.#openedAt = this.#environment.now();
    this.#setTimer(this.#backoff.patience(this.#openedAt), () => this.#lost());
    this.#cancelRequest = this.#environment.reach((reached) => (reached ? this.#open() : this.#lost(true)));
  }

  #receive(frame: Down): void {
    const now = this.#environment.now();
    this.#frameAt = now;
    switch (frame.type) {
      case 'welcome':
        return this.#welcomed(frame, now);
      case 'events':
      case 'notice':
        return this.#owner.received(frame);
      case 'ack':
        return this.#commands.acknowledge(frame.id, frame.result);
      case 'refused':
        return this.#commands.refuse(frame.id, frame.refusal);
      case 'pong':
        if (this.#pingOpen) this.#owner.timeTold(frame.now, now - this.#pingAt);
        this.#pingOpen = false;
        return this.#backoff.reset();
      case 'bye':
        return COME_BACK.has(frame.code) ? this.#sentAway(frame.code) : this.#finish(frame.code);
    }
  }

  #welcomed(welcome: Welcome, now: number): void {
    if (welcome.version !== VERSION) return this.#finish('version_mismatch');
    if (this.#status === 'online') return this.#owner.welcomed(welcome, undefined);
    this.#waitReason = undefined;
    this.#backoff.worked(now - this.#openedAt);
    this.#pingAt = now;
    this.#pingOpen = false;
    this.#beat();
    this.#owner.welcomed(welcome, now - this.#helloAt);
    if (this.#socket === undefined) return;
    this.#commands.flush(this.#sendCommand);
    this.#setStatus('online');
  }

  /** Sends pings while the connection is up, and drops it when no frame comes any more. */
  #beat(): void {
    this.#setTimer(LIMITS.heartbeatMs / 5, () => {
      const now = this.#environment.now();
      if (now - this.#frameAt >= SILENCE_MS) return this.#lost();
      if (now - this.#pingAt >= LIMITS.heartbeatMs) this.#ping(now);
      this.#beat();
    });
  }

  /** Sends one ping at a time: a pong does not say which ping it answers. */
  #ping(now: number): void {
    if (this.#pingOpen) return;
    this.#pingAt = now;
    this.#pingOpen = true;
    this.#send({ type: 'ping' });
  }

  /** The network came back: a try that began without it is hopeless, and a connection that seems up may be dead. */
  #networkBack(): void {
    if (this.#status === 'online') {
      const now = this.#environment.now();
      this.#frameAt = Math.min(this.#frameAt, now + DOUBT_MS - SILENCE_MS);
      this.#ping(now);
    } else {
      this.#abandon();
      this.#open();
    }
  }

  #sentAway(code: ErrorCode): void {
    this.#waitReason = code;
    this.#owner.statusChanged();
    this.#lost();
  }

  /** The connection or a try is over. `refused`: the browser said so before it was open. */
  #lost(refused = false): void {
    this.#abandon();
    const now = this.#environment.now();
    this.#setTimer(this.#backoff.pause(now, now - this.#openedAt), () => this.#tryAgain(refused));
    if (this.#status === 'online') this.#setStatus('reconnecting');
    this.#commands.pause();
  }

  #finish(code: ErrorCode | undefined): void {
    if (this.#status === 'closed') return;
    this.#abandon();
    this.#endNetworkWatch();
    this.#closedBy = code;
    this.#setStatus('closed');
    this.#commands.close(code ?? 'network');
  }

  #abandon(): void {
    this.#cancelTimer();
    this.#cancelRequest();
    const socket = this.#socket;
    this.#socket = undefined;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  #setTimer(ms: number, callback: () => void): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#environment.after(ms, callback);
  }

  #setStatus(status: LiveStatus): void {
    if (this.#status === status) return;
    this.#status = status;
    this.#owner.statusChanged();
  }
}

/** Each ping is answered, so after this long without any frame the connection is dead. */
const SILENCE_MS = 2 * LIMITS.heartbeatMs;

/** One of so many tries that follow a refused one opens a WebSocket without a request. */
const ASKED = 8;

/** How long a connection has to answer after the network was away. */
const DOUBT_MS = 1_500;

/** Codes of `bye` after which the client reconnects. All others are final. */
const COME_BACK: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'not_begun',
  'full',
  'draining',
  'too_slow',
  'rate_limited',
  'disk_full',
  'internal',
]);

/** The length of a command's frame, at most, in bytes. */
function frameBytes(command: Command): number {
  const frame: Up = { type: 'command', id: Number.MAX_SAFE_INTEGER, command };
  return new TextEncoder().encode(JSON.stringify(frame)).length;
}

function parse(data: unknown): Down | undefined {
  try {
    const frame: unknown = JSON.parse(String(data));
    return typeof frame === 'object' && frame !== null && 'type' in frame ? (frame as Down) : undefined;
  } catch {
    return undefined;
  }
}
