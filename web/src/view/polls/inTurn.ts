import type { Command } from '../../protocol/generated';

/** The server takes 20 commands a second of one person (`COMMANDS_PER_SECOND`). */
const PAUSE_MS = 80;

/** Sends the commands one after the other until the server refuses one; returns how many were carried out. */
export async function inTurn(
  commands: readonly Command[],
  ask: (command: Command) => Promise<unknown>,
): Promise<number> {
  for (const [index, command] of commands.entries()) {
    if (index > 0) await new Promise((done) => setTimeout(done, PAUSE_MS));
    if ((await ask(command)) === undefined) return index;
  }
  return commands.length;
}
