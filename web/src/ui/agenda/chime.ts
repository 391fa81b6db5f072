/** The quiet sound at the end of an activity's time. */

/** Two notes, a fifth apart: frequency in hertz, start in seconds. */
const NOTES = [
  { frequency: 587.33, at: 0 },
  { frequency: 880, at: 0.18 },
] as const;
/** The loudness, of full scale: it is heard beside a voice, not over it. */
const LOUDNESS = 0.06;
/** How long a note takes to fade, in seconds. */
const FADE_S = 0.9;

/** Plays the sound once. A browser that wants a click before it plays sound stays silent. */
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

/** Longer than a browser needs to start its audio, in milliseconds. It never starts where the browser wants a click. */
const OPENING_MS = 500;

function begun(context: AudioContext): Promise<boolean> {
  const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), OPENING_MS));
  return Promise.race([context.resume().then(() => true), late]);
}
