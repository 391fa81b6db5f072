/** The time zones to choose from. Pure. */

import type { Option } from './options';

/** A zone that is likely, and why. */
export type LikelyZone = { readonly zone: string; readonly note: string };

/**
 * Those that are likely, then all that the browser knows, by name; the chosen one is among them, also where the browser does not know it.
 * One that is likely for several reasons is there once, with the first.
 */
export function zoneOptions(
  chosen: string,
  likely: readonly LikelyZone[],
  known: readonly string[] = Intl.supportedValuesOf('timeZone'),
): Option[] {
  const label = (zone: string) => zone.replaceAll('_', ' ');
  const first = likely.filter(({ zone }, at) => likely.findIndex((each) => each.zone === zone) === at);
  const rest = new Set([...known, 'UTC', chosen].sort());
  for (const { zone } of first) rest.delete(zone);
  return [
    ...first.map(({ zone, note }) => ({ value: zone, label: label(zone), note })),
    ...[...rest].map((zone) => ({ value: zone, label: label(zone) })),
  ];
}
