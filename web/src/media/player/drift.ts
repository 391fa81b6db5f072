/** A video compared with the master clock. */
export interface Standing {
  /** Position of the video minus that of the master, in milliseconds. */
  readonly drift: number;
  /** The master's rate. */
  readonly rate: number;
  /** Whether the master runs. */
  readonly running: boolean;
  /** Milliseconds since this video was last told to seek. */
  readonly sinceSeek: number;
}

/** The correction of a video. */
export interface Correction {
  /** Seek to the master's position. */
  readonly seek: boolean;
  /** The playback rate to set. */
  readonly rate: number;
}

/**
 * Keeps a video in step with the master. A video that is far off seeks, at most once a second, since a seek restarts the
 * decoder. A video that is somewhat off runs up to a fifth faster or slower, in proportion, so that the error fades
 * without overshoot. A paused video shows the exact picture, so the smallest error counts.
 */
export function correct({ drift, rate, running, sinceSeek }: Standing): Correction {
  const off = Math.abs(drift);
  const seek = off > (running ? SEEK_ABOVE_MS : IN_STEP_MS) && sinceSeek >= SEEK_PAUSE_MS;
  if (!running || seek || off < IN_STEP_MS) return { seek, rate };
  const nudge = Math.max(-MAX_NUDGE, Math.min(MAX_NUDGE, -drift / NUDGE_SPAN_MS));
  return { seek, rate: rate * (1 + nudge) };
}

/** About one frame: nobody sees a smaller error. */
const IN_STEP_MS = 25;
/** Catching up with a larger error takes longer than a seek. */
const SEEK_ABOVE_MS = 400;
const SEEK_PAUSE_MS = 1_000;
const MAX_NUDGE = 0.2;
/** An error of a fifth of this gets the full nudge. */
const NUDGE_SPAN_MS = 1_000;
