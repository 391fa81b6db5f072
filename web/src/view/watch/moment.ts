/** No class is longer, and in milliseconds it is still an exact number. */
const MOST_SECONDS = 1e9;

/**
 * A moment of class in seconds, as people write it into links: `65`, `65s`, `1m5s`, `1h2m`, `1.5m`, `1:05`, `1:02:03`. Undefined
 * for any other text.
 */
export function momentOf(text: string): number | undefined {
  const [, ...parts] =
    /^(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s?)?$/i.exec(text) ??
    /^(?:(\d+):)?(\d+):([0-5]?\d)$/.exec(text) ??
    [];
  if (parts.every((part) => part === undefined)) return undefined;
  const [hours, minutes, seconds] = parts.map((part) => Number(part ?? 0)) as [number, number, number];
  const moment = hours * 3600 + minutes * 60 + seconds;
  return moment <= MOST_SECONDS ? moment : undefined;
}
