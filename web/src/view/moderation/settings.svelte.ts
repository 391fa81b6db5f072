/** Changes of class settings, some of which the server may not have answered yet. */

import type { Settings, SettingsChange } from '../../protocol/generated';

/**
 * A change shows at once, on top of those that the server has not answered yet. A refused change ends with its answer; one
 * that was carried out has come as an event by then.
 */
export class Changes {
  readonly #told: () => Settings;
  readonly #tell: (change: SettingsChange) => Promise<unknown>;
  #underWay: readonly SettingsChange[] = $state.raw([]);

  /** @param told The settings of the server. @param tell Sends a change; resolves with the server's answer. */
  constructor(told: () => Settings, tell: (change: SettingsChange) => Promise<unknown>) {
    this.#told = told;
    this.#tell = tell;
  }

  /** The settings with all changes that are under way. */
  get settings(): Settings {
    return Object.assign({}, this.#told(), ...this.#underWay);
  }

  /** Changes some settings. */
  readonly make = async (part: SettingsChange): Promise<void> => {
    this.#underWay = [...this.#underWay, part];
    await this.#tell(part);
    this.#underWay = this.#underWay.filter((other) => other !== part);
  };
}
