/** What Watch says about where the cursor is. Pure. */

/** A stretch of class time. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** The stretch over which playback has just passed, going from one position to the next. */
export function crossed<S extends Stretch>(gaps: readonly S[], before: number, after: number): S | undefined {
  // The cursor lands a little before or behind the end of a gap, as frames lie.
  const LANDING_MS = 250;
  if (after <= before) return undefined;
  return gaps.find((gap) => before < gap.to - LANDING_MS && after >= gap.to - LANDING_MS);
}

/** Shorter ones are not worth words. */
const WORTH_SAYING_MS = 1_500;

/** Gaps to speak of: those of the server, and those of the recorder that lie outside of them. */
export function gapsToSay(
  away: readonly Stretch[],
  unrecorded: readonly Stretch[],
): readonly (Stretch & { readonly away: boolean })[] {
  const touches = (gap: Stretch) => away.some((other) => gap.from < other.to && other.from < gap.to);
  return [
    ...away.map((gap) => ({ from: gap.from, to: gap.to, away: true })),
    ...unrecorded
      .filter((gap) => gap.to - gap.from >= WORTH_SAYING_MS && !touches(gap))
      .map((gap) => ({ from: gap.from, to: gap.to, away: false })),
  ];
}

/**
 * How long it takes to the end at a speed, or, while class is held, until one has caught up. `null` when one never does.
 */
export function timeLeft(position: number, edge: number, rate: number, live: boolean): number | null {
  const behind = Math.max(0, edge - position);
  if (!live) return behind / rate;
  return rate > 1 ? behind / (rate - 1) : null;
}

/** Speeds on offer. */
export const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2, 2.5, 3] as const;

/** Whoever comes late catches up at this speed. */
export const CATCH_UP_SPEED = 1.5;

/** Closer to an end than this, a position is not worth coming back to. */
const RESUME_MARGIN_MS = 15_000;

/** Whether a position is worth offering when a person comes back. The edge of a class that goes on is no end. */
export function resumable(position: number, edge: number, live: boolean): boolean {
  return position >= RESUME_MARGIN_MS && (live || position <= edge - RESUME_MARGIN_MS);
}
