import { browserStorage } from '../../core/storage';

/** A preference that this browser keeps. It is on until the reader switches it off. */
export class PersistedToggle {
  readonly #name: string;
  #on = $state(true);

  constructor(name: string) {
    this.#name = name;
    this.#on = browserStorage.read(name) !== 'off';
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
