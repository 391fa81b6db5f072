import { browserStorage } from '../../core/storage';

/** A preference that this browser keeps. It is on until the reader switches it off, unless it is off by default. */
export class PersistedToggle {
  readonly #name: string;
  #on = $state(true);

  constructor(name: string, byDefault = true) {
    this.#name = name;
    this.#on = (browserStorage.read(name) ?? (byDefault ? 'on' : 'off')) === 'on';
  }

  get on(): boolean {
    return this.#on;
  }

  set on(wanted: boolean) {
    this.#on = wanted;
    browserStorage.write(this.#name, wanted ? 'on' : 'off');
  }
}

/** Shortcuts by single keys. People who dictate to the computer, or hit keys by accident, switch them off. */
export const singleKeys = new PersistedToggle('keys');

/** Whether *Watch* leaves out stretches in which nobody speaks. */
export const skipSilence = new PersistedToggle('skip-silence', false);

/** Whether *Watch* leaves out the breaks of the agenda. */
export const skipBreaks = new PersistedToggle('skip-breaks', false);
