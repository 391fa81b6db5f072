/** Settings of the class while somebody changes them. */

import type { Settings } from '../../protocol/generated';

/**
 * The server is told all settings at once: a change builds on those that it has not answered yet, lest it takes them
 * back. What it refuses is gone with its answer; what it did has come by then.
 */
export class Changes {
  readonly #told: () => Settings;
  readonly #tell: (settings: Settings) => Promise<unknown>;
  #underWay: readonly Partial<Settings>[] = $state.raw([]);

  /** `told`: as the server has them; `tell` resolves with its answer. */
  constructor(told: () => Settings, tell: (settings: Settings) => Promise<unknown>) {
    this.#told = told;
    this.#tell = tell;
  }

  /** As they are with all that is under way. */
  get settings(): Settings {
    return Object.assign({}, this.#told(), ...this.#underWay);
  }

  /** Changes some. */
  readonly make = async (part: Partial<Settings>): Promise<void> => {
    this.#underWay = [...this.#underWay, part];
    await this.#tell(this.settings);
    this.#underWay = this.#underWay.filter((other) => other !== part);
  };
}
