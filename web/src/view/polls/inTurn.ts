import type { Command } from '../../protocol/generated';

/** The server takes 20 commands a second of one person (`COMMANDS_PER_SECOND`). */
const PAUSE_MS = 80;

/** Asks for one after the other, in their order, until the server refuses; returns how many were done. */
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
