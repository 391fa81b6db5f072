/** Measures how loud a microphone is. It reads a copy of the track, so it works while the track is muted. */
export class MicrophoneMeter {
  readonly #context = new AudioContext();
  readonly #track: MediaStreamTrack;
  readonly #analyser: AnalyserNode;
  readonly #samples: Float32Array<ArrayBuffer>;

  constructor(track: MediaStreamTrack) {
    this.#track = track.clone();
    this.#track.enabled = true;
    this.#analyser = this.#context.createAnalyser();
    this.#analyser.fftSize = 1024;
    this.#samples = new Float32Array(this.#analyser.fftSize);
    this.#context.createMediaStreamSource(new MediaStream([this.#track])).connect(this.#analyser);
  }

  /** Loudness of the last 20 ms, from 0 (silence, -60 dB of full scale) to 1 (full scale). Read it once a frame. */
  get level(): number {
    if (this.#context.state === 'suspended') void this.#context.resume().catch(() => {});
    this.#analyser.getFloatTimeDomainData(this.#samples);
    return loudness(this.#samples);
  }

  /** Lets go of the microphone. */
  close(): void {
    this.#track.stop();
    void this.#context.close();
  }
}

/** Maps samples to 0..1, linear in decibels, as people hear. */
export function loudness(samples: Float32Array): number {
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  const decibels = 10 * Math.log10(power);
  return Math.min(1, Math.max(0, 1 - decibels / FLOOR_DB));
}

const FLOOR_DB = -60;

/**
 * Plays two soft notes on a speaker, to test it. Resolves at their end with whether they could be played: a computer
 * without a speaker plays none.
 *
 * @param speaker A device id; empty for the system's default.
 */
export async function playTestTone(speaker = ''): Promise<boolean> {
  const context = new AudioContext();
  const output = context.createMediaStreamDestination();
  const player = new Audio();
  try {
    if (speaker && 'setSinkId' in player) await player.setSinkId(speaker);
    player.srcObject = output.stream;
    void context.resume();
    note(context, output, 523.25, 0);
    const last = note(context, output, 659.25, NOTE_S);
    const ended = new Promise((resolve) => last.addEventListener('ended', resolve));
    const played = Promise.all([ended, player.play()]).then(() => true);
    // Without a speaker the audio clock does not run.
    const stuck = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), STUCK_MS));
    return await Promise.race([played, stuck]);
  } catch {
    return false;
  } finally {
    player.srcObject = null;
    void context.close();
  }
}

/** One note of {@link NOTE_S} that swells and fades, so that it does not click. `start` is in seconds. */
function note(context: AudioContext, output: AudioNode, pitch: number, start: number): OscillatorNode {
  const oscillator = context.createOscillator();
  const volume = context.createGain();
  oscillator.frequency.value = pitch;
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(0.3, start + 0.05);
  volume.gain.linearRampToValueAtTime(0, start + NOTE_S);
  oscillator.connect(volume).connect(output);
  oscillator.start(start);
  oscillator.stop(start + NOTE_S);
  return oscillator;
}

const NOTE_S = 0.4;
const STUCK_MS = 3_000;
