/** Small things that this browser remembers between visits. Where storage is closed to the page, nothing is kept. */

const key = (name: string) => `meridian.${name}`;

/** Keeps a text. */
export function remember(name: string, text: string): void {
  try {
    localStorage.setItem(key(name), text);
  } catch {
    // Storage is full or closed to the page: one types it again.
  }
}

/** The text that was kept, if any. */
export function recall(name: string): string | undefined {
  try {
    return localStorage.getItem(key(name)) ?? undefined;
  } catch {
    return undefined;
  }
}
