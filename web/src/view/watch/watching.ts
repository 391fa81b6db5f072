/** Gaps, times and speeds of watching. Pure. */

/** A stretch of class time. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** The gap that playback has passed between two positions. */
export function crossed<S extends Stretch>(gaps: readonly S[], before: number, after: number): S | undefined {
  // The cursor lands a little before or after the end of a gap, at the nearest frame.
  const LANDING_MS = 250;
  if (after <= before) return undefined;
  return gaps.find((gap) => before < gap.to - LANDING_MS && after >= gap.to - LANDING_MS);
}

/** Shorter gaps are not mentioned. */
const WORTH_SAYING_MS = 1_500;

/**
 * A gap, and why there is one: the server was away, staff took class off the record or cut it out, the new take that stands there is not to be had,
 * or the recorder fell behind.
 */
export interface Gap extends Stretch {
  readonly why: 'away' | 'off_record' | 'cut' | 'lost' | 'behind';
}

/** The gaps to mention: those whose cause is known, and those of the recorder outside of them. */
export function gapsToSay(known: readonly Gap[], unrecorded: readonly Stretch[]): readonly Gap[] {
  const touches = (gap: Stretch) => known.some((other) => gap.from < other.to && other.from < gap.to);
  return [
    ...known,
    ...unrecorded
      .filter((gap) => gap.to - gap.from >= WORTH_SAYING_MS && !touches(gap))
      .map(({ from, to }): Gap => ({ from, to, why: 'behind' })),
  ];
}

/**
 * How long it takes to the end at a speed, or, while class is live, to catch up; `null` if that never happens.
 */
export function timeLeft(position: number, edge: number, rate: number, live: boolean): number | null {
  const behind = Math.max(0, edge - position);
  if (!live) return behind / rate;
  return rate > 1 ? behind / (rate - 1) : null;
}

/** The speeds on offer. */
export const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2, 2.5, 3] as const;

/** Above this speed most people understand less. */
export const FAST = 2;

/** Late viewers catch up at this speed. */
export const CATCH_UP_SPEED = 1.5;

/** Whether it is worth keeping where a person is. So shortly after the start they may have come to look around. */
export function worthKeeping(position: number): boolean {
  return position >= RESUME_MARGIN_MS;
}

/** Closer to an end than this, a position is not worth coming back to. */
const RESUME_MARGIN_MS = 15_000;

/** Whether a position is at the end of a class that is over. */
export function isAtEnd(position: number, edge: number, live: boolean): boolean {
  return !live && position > edge - RESUME_MARGIN_MS;
}

/** Whether a page begins at a position when a person comes back. The edge of a class that goes on is no end. */
export function resumable(position: number, edge: number, live: boolean): boolean {
  return position >= RESUME_MARGIN_MS && (live || position <= edge - RESUME_MARGIN_MS);
}
