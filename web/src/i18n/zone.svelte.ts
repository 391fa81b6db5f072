/** The zone that the reader has chosen; null while they have chosen none, or are a guest. */
let chosen = $state<string | null>(null);

/** The zone in which times are shown: the one that the reader has chosen, else that of their browser. */
export function readersZone(): string {
  return chosen ?? browsersZone();
}

/** The zone of the browser. */
export function browsersZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Shows times in this zone from now on; in the browser's without one, or where the browser does not know it. */
export function setReadersZone(zone: string | null | undefined): void {
  chosen = zone && isKnown(zone) ? zone : null;
}

function isKnown(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
