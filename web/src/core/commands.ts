import type { Command, CommandId, CommandResult, ErrorCode, Refusal } from '../protocol/generated';
import type { Environment } from './environment';

/** A command that the server refused, or of which no answer came. */
export class RefusedError extends Error {
  /**
   * Why. `network`: the command could not be sent in time, or the connection broke before the answer came and was not
   * back in time, so that the server may or may not have carried it out. `disk_full`: the same, because the server sends
   * everybody away.
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
 * Commands that are rejected with `network` when the connection breaks before their answer. `offer` and `watch` speak of
 * a media connection that has ended with it, `set_track` is said anew with the next one; who comes back after `leave` is in
 * class again, and the server would take a repetition for the leave that it has carried out.
 */
const NEVER_AGAIN: ReadonlySet<Command['do']> = new Set<Command['do']>(['offer', 'watch', 'set_track', 'leave']);

/**
 * The commands that have no answer yet, in order.
 *
 * A command without an answer when the connection breaks is sent again by the next one, under its id: the server carries it
 * out once, and acknowledges it with its first result.
 */
export class Commands {
  readonly #after: Environment['after'];
  readonly #missing: () => 'network' | 'disk_full';
  readonly #open = new Map<CommandId, OpenCommand>();
  /** Ids begin anywhere, so that a page that is loaded anew repeats none of those before. */
  #lastId: CommandId;

  /** @param missing Why there is no connection now. */
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

  /** There is a connection: sends the commands that waited for it, and again those that were sent by an earlier one. */
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

  /** There will be no connection any more. */
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

/** The first id is below this; the largest that the protocol allows, 2^53 - 1, is never reached from there. */
const FIRST_IDS = 2 ** 52;

type Send = (id: CommandId, command: Command) => void;

interface OpenCommand {
  command: Command;
  /** It went out by some connection. */
  sent: boolean;
  /** Set while it waits for a connection. */
  cancelWait: (() => void) | undefined;
  resolve(result: CommandResult): void;
  reject(error: RefusedError): void;
}
