/** A quiet sound at the end of an activity's time, for those who want it. */

/** Two notes, a fifth apart: frequency in hertz, start in seconds. */
const NOTES = [
  { frequency: 587.33, at: 0 },
  { frequency: 880, at: 0.18 },
] as const;
/** Of full scale: heard beside a voice, not over it. */
const LOUDNESS = 0.06;
/** How long a note takes to fade, in seconds. */
const FADE_S = 0.9;

/** Plays it once. A browser that plays nothing yet, for want of a click, stays silent. */
export async function chime(): Promise<void> {
  const context = new AudioContext();
  try {
    if (!(await begun(context))) return;
    const last = NOTES.map(({ frequency, at }) => {
      const start = context.currentTime + at;
      const tone = new OscillatorNode(context, { frequency });
      const volume = new GainNode(context, { gain: 0 });
      volume.gain.setValueAtTime(0, start);
      volume.gain.linearRampToValueAtTime(LOUDNESS, start + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.0001, start + FADE_S);
      tone.connect(volume).connect(context.destination);
      tone.start(start);
      tone.stop(start + FADE_S);
      return tone;
    }).at(-1)!;
    await new Promise((resolve) => last.addEventListener('ended', resolve));
  } finally {
    await context.close();
  }
}

/** Longer than a browser needs to open its sound, in milliseconds; where it wants a click first, it never does. */
const OPENING_MS = 500;

function begun(context: AudioContext): Promise<boolean> {
  const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), OPENING_MS));
  return Promise.race([context.resume().then(() => true), late]);
}
