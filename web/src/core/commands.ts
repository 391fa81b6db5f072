import type { Command, CommandId, CommandResult, ErrorCode, Refusal } from '../protocol/generated';
import type { Environment } from './environment';

/** A command that the server refused, or of which no answer came. */
export class RefusedError extends Error {
  /**
   * Why. `network`: the command could not be sent in time, or the connection broke before the answer came, so that the
   * server may or may not have carried it out.
   */
  readonly code: ErrorCode | 'network';

  constructor(code: ErrorCode | 'network', detail?: string) {
    super(detail ?? code);
    this.name = 'RefusedError';
    this.code = code;
  }
}

/** How long a command waits for a connection before it is rejected. */
export const COMMAND_WAIT_MS = 20_000;

/**
 * The commands that have no answer yet, in order.
 *
 * A command is sent at most once. A command given without a connection is sent when there is one again. A command whose
 * answer is missing when the connection breaks is rejected with `network`: only the caller can tell whether doing it
 * twice does harm (a chat message: yes; muting: no), and can look in the state whether it was done.
 */
export class Commands {
  readonly #after: Environment['after'];
  readonly #open = new Map<CommandId, OpenCommand>();
  #lastId: CommandId = 0;

  constructor(after: Environment['after']) {
    this.#after = after;
  }

  /** Enters a command and sends it by `send`, which is absent while there is no connection. */
  add(command: Command, send?: (id: CommandId, command: Command) => void): Promise<CommandResult> {
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      const cancelWait = send ? undefined : this.#after(COMMAND_WAIT_MS, () => this.#reject(id, 'network'));
      this.#open.set(id, { command, cancelWait, resolve, reject });
      send?.(id, command);
    });
  }

  /** There is a connection: sends the commands that waited for it. */
  flush(send: (id: CommandId, command: Command) => void): void {
    for (const [id, open] of this.#open) {
      if (!open.cancelWait) continue;
      open.cancelWait();
      open.cancelWait = undefined;
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

  /** The connection broke: commands that were sent will have no answer. */
  drop(): void {
    for (const [id, open] of [...this.#open]) if (!open.cancelWait) this.#reject(id, 'network');
  }

  /** There will be no connection any more. */
  close(code: ErrorCode | 'network'): void {
    for (const id of [...this.#open.keys()]) this.#reject(id, code);
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

interface OpenCommand {
  command: Command;
  /** Set while the command has not been sent. */
  cancelWait: (() => void) | undefined;
  resolve(result: CommandResult): void;
  reject(error: RefusedError): void;
}
