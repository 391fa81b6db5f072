import type { Command, CommandId, CommandResult, ErrorCode, Refusal } from '../protocol/generated';
import type { Environment } from './environment';

/** A command that the server refused or did not answer. */
export class RefusedError extends Error {
  /**
   * The reason. `network`: the command could not be sent in time, or the connection broke before the answer came and
   * was not back in time, so the server may or may not have carried out the command. `disk_full`: the same, while a
   * full disk makes the server send everybody away.
   */
  readonly code: ErrorCode | 'network';

  constructor(code: ErrorCode | 'network', detail?: string) {
    super(detail ?? code);
    this.name = 'RefusedError';
    this.code = code;
  }

  /** There was no connection in time. The next one starts media anew. */
  get offline(): boolean {
    return this.code === 'network' || this.code === 'disk_full';
  }
}

/** How long a command waits for a connection before it is rejected. */
export const COMMAND_WAIT_MS = 20_000;

/**
 * Commands that are rejected with `network` when the connection breaks before their answer. `offer` and `watch` concern
 * a media connection that ends with it, and `set_track` is sent anew by the next connection. `set_playback` would set
 * everybody back to where they were. A person who comes back after `leave` is in class again, and the server would take
 * a repeated `leave` for the one that it has carried out.
 */
const NEVER_AGAIN: ReadonlySet<Command['do']> = new Set<Command['do']>([
  'offer',
  'watch',
  'set_track',
  'set_playback',
  'leave',
]);

/**
 * The commands that have no answer yet, in order.
 *
 * When the connection breaks, the next one sends unanswered commands again, under the same ids. The server carries out
 * each command once, and acknowledges a repetition with the first result.
 */
export class Commands {
  readonly #after: Environment['after'];
  readonly #missing: () => 'network' | 'disk_full';
  readonly #open = new Map<CommandId, OpenCommand>();
  /** Ids begin at a random number, so that a reloaded page repeats no earlier id. */
  #lastId: CommandId;

  /** @param missing Returns why there is no connection now. */
  constructor({ after, random }: Pick<Environment, 'after' | 'random'>, missing: () => 'network' | 'disk_full') {
    this.#after = after;
    this.#missing = missing;
    this.#lastId = Math.floor(random() * FIRST_IDS);
  }

  /** Enters a command and sends it by `send`, which is absent while there is no connection. */
  add(command: Command, send?: Send): Promise<CommandResult> {
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      const open: OpenCommand = { command, sent: send !== undefined, cancelWait: undefined, resolve, reject };
      this.#open.set(id, open);
      if (send) send(id, command);
      else this.#wait(id, open);
    });
  }

  /** Sends the commands that waited for this connection, and repeats those that an earlier connection sent. */
  flush(send: Send): void {
    for (const [id, open] of this.#open) {
      open.cancelWait?.();
      open.cancelWait = undefined;
      open.sent = true;
      send(id, open.command);
    }
  }

  /** The server carried a command out. */
  acknowledge(id: CommandId, result: CommandResult): void {
    this.#take(id)?.resolve(result);
  }

  /** The server refused a command. */
  refuse(id: CommandId, refusal: Refusal): void {
    this.#reject(id, refusal.code, refusal.detail);
  }

  /** The connection broke: the commands that were sent and have no answer wait for the next one. */
  pause(): void {
    for (const [id, open] of [...this.#open]) {
      if (open.sent && NEVER_AGAIN.has(open.command.do)) this.#reject(id, 'network');
      else this.#wait(id, open);
    }
  }

  /** Rejects all commands: there will be no further connection. */
  close(code: ErrorCode | 'network'): void {
    for (const id of [...this.#open.keys()]) this.#reject(id, code);
  }

  #wait(id: CommandId, open: OpenCommand): void {
    open.cancelWait ??= this.#after(COMMAND_WAIT_MS, () => this.#reject(id, this.#missing()));
  }

  #reject(id: CommandId, code: ErrorCode | 'network', detail?: string): void {
    this.#take(id)?.reject(new RefusedError(code, detail));
  }

  #take(id: CommandId): OpenCommand | undefined {
    const open = this.#open.get(id);
    this.#open.delete(id);
    open?.cancelWait?.();
    return open;
  }
}

/** The first id is below this, so that ids never reach the largest of the protocol, 2^53 - 1. */
const FIRST_IDS = 2 ** 52;

type Send = (id: CommandId, command: Command) => void;

interface OpenCommand {
  command: Command;
  /** Some connection has sent the command. */
  sent: boolean;
  /** Set while the command waits for a connection. */
  cancelWait: (() => void) | undefined;
  resolve(result: CommandResult): void;
  reject(error: RefusedError): void;
}
