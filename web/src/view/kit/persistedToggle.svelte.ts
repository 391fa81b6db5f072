import { browserStorage } from '../../core/storage';

/** Something that the reader can switch off, and that stays so in this browser. On until they say no. */
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

/** Shortcuts by single keys: who speaks to the computer, or hits keys by chance, switches them off. */
export const singleKeys = new PersistedToggle('keys');
