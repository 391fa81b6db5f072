/** A set of callbacks. */
export class Listeners<Arguments extends unknown[] = []> {
  readonly #callbacks = new Set<(...values: Arguments) => void>();

  /** Adds a callback; returns a function that removes it. The same function may be added twice. */
  add(callback: (...values: Arguments) => void): () => void {
    const entry = (...values: Arguments) => callback(...values);
    this.#callbacks.add(entry);
    return () => void this.#callbacks.delete(entry);
  }

  /** Calls all of them. Callbacks may add and remove meanwhile. */
  emit(...values: Arguments): void {
    for (const callback of [...this.#callbacks]) callback(...values);
  }
}
