/** Small formats that every view shares. Pure. */

/** Class time as on a clock: `0:07`, `13:02`, `1:04:09`. */
export function clockTime(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

const HONORIFIC = /^(dr|prof|mr|mrs|ms|mx)\.?$/i;

/** The initials of a name: of its first and last word, without titles. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const named = words.filter((word) => !HONORIFIC.test(word));
  const kept = named.length > 0 ? named : words;
  const first = kept[0];
  if (!first) return '?';
  const last = kept.length > 1 ? kept[kept.length - 1] : undefined;
  const letter = (word: string) => Array.from(word)[0] ?? '';
  return (letter(first) + (last ? letter(last) : '')).toLocaleUpperCase();
}

/** A name for searches: case, accents and extra spaces are removed, because people write them in different ways. */
export function folded(name: string): string {
  return name.normalize('NFKD').replace(/\p{M}/gu, '').replace(/\s+/g, ' ').trim().toLowerCase();
}

/** The golden angle in degrees: neighbours in the order of joining get hues that are far apart. */
const GOLDEN_ANGLE = 137.508;

/** A calm, dark background for a person without a picture; white on it has a contrast of over 7:1. */
export function tileColour(id: number): string {
  return `oklch(0.41 0.045 ${Math.round((id * GOLDEN_ANGLE + 215) % 360)})`;
}

/** The length of a text in bytes of UTF-8, which the limit of a message counts. */
export function utf8Bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** The length of a text in code points, which the server's other limits count. */
export function characters(text: string): number {
  return [...text].length;
}
