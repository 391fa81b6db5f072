/** A number of seconds that no class reaches, and that stays a safe number of milliseconds. */
const MOST_SECONDS = 1e9;

/**
 * The seconds of class time in what people write into links: `65`, `65s`, `1m5s`, `1h2m`, `1:05`, `1:02:03`. Undefined where
 * it is no moment.
 */
export function momentOf(text: string): number | undefined {
  const [, ...parts] =
    /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s?)?$/i.exec(text) ?? /^(?:(\d+):)?(\d+):([0-5]?\d)$/.exec(text) ?? [];
  if (parts.every((part) => part === undefined)) return undefined;
  const [hours, minutes, seconds] = parts.map((part) => Number(part ?? 0)) as [number, number, number];
  const moment = hours * 3600 + minutes * 60 + seconds;
  return moment <= MOST_SECONDS ? moment : undefined;
}
