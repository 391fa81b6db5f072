/** What somebody is writing outlives its form and a reload of the page, in this tab. */

const keyOf = (name: string) => `meridian.entry.${name}`;

/** What was kept under a name. */
export function keptEntry<Entry>(name: string): Partial<Entry> | null {
  try {
    const entry: unknown = JSON.parse(sessionStorage.getItem(keyOf(name)) ?? 'null');
    return typeof entry === 'object' ? entry : null;
  } catch {
    return null;
  }
}

/** Keeps it; `null` forgets it. */
export function keepEntry(name: string, entry: object | null): void {
  try {
    if (entry) sessionStorage.setItem(keyOf(name), JSON.stringify(entry));
    else sessionStorage.removeItem(keyOf(name));
  } catch {
    // Storage is full or closed to the page: it lives as long as its form.
  }
}
