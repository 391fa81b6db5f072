/** Changes of class settings, some of which the server may not have answered yet. */

import type { Settings } from '../../protocol/generated';

/**
 * A command has all settings, so a change includes those that the server has not answered yet: it would undo them
 * otherwise. A refused change ends with its answer; one that was carried out has come as an event by then.
 */
export class Changes {
  readonly #told: () => Settings;
  readonly #tell: (settings: Settings) => Promise<unknown>;
  #underWay: readonly Partial<Settings>[] = $state.raw([]);

  /** @param told The settings of the server. @param tell Sends settings; resolves with the server's answer. */
  constructor(told: () => Settings, tell: (settings: Settings) => Promise<unknown>) {
    this.#told = told;
    this.#tell = tell;
  }

  /** The settings with all changes that are under way. */
  get settings(): Settings {
    return Object.assign({}, this.#told(), ...this.#underWay);
  }

  /** Changes some settings. */
  readonly make = async (part: Partial<Settings>): Promise<void> => {
    this.#underWay = [...this.#underWay, part];
    await this.#tell(this.settings);
    this.#underWay = this.#underWay.filter((other) => other !== part);
  };
}
