import type {
  Action,
  Command,
  CommandResult,
  ErrorCode,
  Event,
  Notice,
  ParticipantId,
  Role,
  Snapshot,
} from '../protocol/generated';
import { ServerClock } from './clock';
import { Connection, type LiveStatus } from './connection';
import { browser, type Environment } from './environment';
import { Listeners } from './listeners';
import { emptySnapshot, reduce } from './reducer';
import type { ClassSource } from './source';

export { RefusedError } from './commands';
export type { LiveStatus } from './connection';

/** A live class as one seat sees it: the cursor is at the edge. */
export class LiveClass implements ClassSource {
  readonly #clock: ServerClock;
  readonly #connection: Connection;
  readonly #changed = new Listeners();
  readonly #events = new Listeners<[Event]>();
  readonly #notices = new Listeners<[Notice]>();

  #snapshot = emptySnapshot();
  #welcomed = false;
  #you: ParticipantId = 0;
  #role: Role = 'guest';
  #permissions: ReadonlySet<Action> = new Set();

  /**
   * Takes the seat at once.
   *
   * @param options.token The seat's token.
   * @param options.url Where the WebSocket is; by default `/api/live` of the server that served the page.
   */
  constructor(options: { token: string; url?: string; environment?: Environment }) {
    const { token, url = liveUrl(), environment = browser } = options;
    this.#clock = new ServerClock(() => environment.now());
    this.#connection = new Connection(
      url,
      token,
      {
        resume: () => (this.#welcomed ? this.#snapshot.seq : undefined),
        welcomed: ({ you, role, permissions, now, snapshot }, roundTrip) => {
          this.#you = you;
          this.#role = role;
          this.#permissions = new Set(permissions);
          if (roundTrip !== undefined) this.#clock.start(now, roundTrip);
          if (snapshot) this.#snapshot = snapshot;
          this.#welcomed = true;
          this.#changed.emit();
        },
        received: (frame) => (frame.type === 'events' ? this.#fold(frame.events) : this.#notices.emit(frame.notice)),
        timeTold: (now, roundTrip) => this.#clock.refine(now, roundTrip),
        statusChanged: () => this.#changed.emit(),
      },
      environment,
    );
  }

  get snapshot(): Snapshot {
    return this.#snapshot;
  }

  /** The participant of this seat; 0 before the first welcome. */
  get you(): ParticipantId {
    return this.#you;
  }

  /** The role of this seat; `guest` before the first welcome. */
  get role(): Role {
    return this.#role;
  }

  /** The permissions of this seat; none before the first welcome. */
  get permissions(): ReadonlySet<Action> {
    return this.#permissions;
  }

  get status(): LiveStatus {
    return this.#connection.status;
  }

  /** Why the server closed the connection, once `status` is `closed`; absent when this side closed it. */
  get closedBy(): ErrorCode | undefined {
    return this.#connection.closedBy;
  }

  /** Why the server does not admit this seat yet. */
  get waitReason(): ErrorCode | undefined {
    return this.#connection.waitReason;
  }

  now(): number {
    return Math.min(this.#clock.now(), this.#snapshot.ended ?? Infinity);
  }

  /**
   * Sends a command. While there is no connection the command waits, for up to 20 s.
   *
   * Rejects with {@link RefusedError}; see there for what `network` means. `leave` and `end_session` may reject with
   * `left` and `session_ended` when the server's goodbye overtakes its acknowledgement.
   */
  command(command: Command): Promise<CommandResult> {
    return this.#connection.command(command);
  }

  subscribe(changed: () => void): () => void {
    return this.#changed.add(changed);
  }

  /** Calls back for each event after it was applied: for things that pass, such as a sound for a raised hand. */
  onEvent(callback: (event: Event) => void): () => void {
    return this.#events.add(callback);
  }

  /** Calls back for each notice about the media connection of this seat, or about the recording. */
  onNotice(callback: (notice: Notice) => void): () => void {
    return this.#notices.add(callback);
  }

  /** Ends the connection from this side. The seat is kept for a while; the command `leave` gives it up. */
  close(): void {
    this.#connection.close();
  }

  /** Folds the events of one frame, then calls subscribers once: a large class opens its rooms in hundreds of events. */
  #fold(events: readonly Event[]): void {
    const fresh: Event[] = [];
    for (const event of events) {
      if (event.seq <= this.#snapshot.seq) continue;
      this.#snapshot = reduce(this.#snapshot, event);
      fresh.push(event);
    }
    if (fresh.length > 0) this.#changed.emit();
    for (const event of fresh) this.#events.emit(event);
  }
}

function liveUrl(): string {
  const url = new URL('/api/live', location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}
