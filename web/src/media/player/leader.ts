import type { ApiError } from '../../core/http';
import { AudioMaster } from './audio-master';
import type { FetchFile } from './downloads';
import { correct } from './drift';
import type { ManifestIndex } from './manifest-index';
import { WallMaster, type Master } from './master';
import type { Span } from './span';
import type { TrackIndex } from './track-index';

/**
 * Leads playback: by sound as long as that works, else by the wall clock.
 *
 * While the wall clock leads, sound is tried again from time to time, and at once when a sound device appears: a
 * candidate plays along, and leads when it has proved itself.
 */
export class Leader {
  readonly #index: ManifestIndex;
  readonly #fetch: FetchFile;
  readonly #wall = new WallMaster();
  readonly #onDevice = () => (this.#retryAt = 0);

  #audio: AudioMaster | undefined;
  #candidate: { audio: AudioMaster; provedAt: number; soughtAt: number } | undefined;
  #retryAt = Infinity;
  #retryPause = FIRST_RETRY_MS;
  #playing = false;
  #rate = 1;
  #volume = 1;
  #muted = false;
  #speaker = '';
  #unsupported = false;

  constructor(index: ManifestIndex, fetch: FetchFile) {
    this.#index = index;
    this.#fetch = fetch;
    this.#audio = new AudioMaster(index.mix, fetch);
    navigator.mediaDevices?.addEventListener('devicechange', this.#onDevice);
  }

  get kind(): 'audio' | 'wall' {
    return this.#audio ? 'audio' : 'wall';
  }

  /** There is sound, and it cannot be played. */
  get silent(): boolean {
    return !this.#audio && !this.#onlyPictures;
  }

  get position(): number {
    return this.#master.position;
  }

  /** Neither paused nor waiting. */
  get running(): boolean {
    return this.#master.running;
  }

  /** All sound is played. */
  get ended(): boolean {
    return this.#audio?.ended ?? false;
  }

  /** Why the last request failed; absent after one that worked. */
  get error(): ApiError | undefined {
    return this.#audio?.error;
  }

  /** The sound is in a format that the browser cannot play. */
  get unsupported(): boolean {
    return this.#unsupported;
  }

  get volume(): number {
    return this.#volume;
  }

  get muted(): boolean {
    return this.#muted;
  }

  /** The leader's data around the position, which decide about holes. The wall clock passes holes by itself. */
  get surroundings(): { leader: TrackIndex; buffered: Span[]; loading: boolean } {
    const audio = this.#audio;
    // Where data run out, an element stops a little before their end.
    const needed = audio ? [audio.position, audio.position + STOPS_BEFORE_MS] : [];
    return {
      leader: this.#index.mix,
      buffered: audio?.buffered ?? [],
      loading: audio ? needed.some((position) => audio.lacks(position)) : true,
    };
  }

  play(): Promise<void> {
    this.#playing = true;
    return this.#master.play();
  }

  pause(): void {
    this.#playing = false;
    this.#master.pause();
    this.#dropCandidate();
  }

  seek(position: number): void {
    this.#master.seek(position);
    this.#candidate?.audio.seek(position);
  }

  setRate(rate: number): void {
    this.#rate = rate;
    this.#master.setRate(rate);
  }

  setVolume(volume: number, muted: boolean): void {
    this.#volume = volume;
    this.#muted = muted;
    this.#audio?.setVolume(volume, muted);
    this.#candidate?.audio.setVolume(volume, muted);
  }

  /** Plays on the loudspeaker with this device id; empty for the system's default. */
  setSpeaker(id: string): void {
    this.#speaker = id;
    void this.#audio?.setSpeaker(id);
    void this.#candidate?.audio.setSpeaker(id);
  }

  /**
   * @param whole Whether the end of what can be played is known.
   * @param lacking Whether a shown video still loads its picture at a position: the wall clock waits for it.
   */
  update(complete: boolean, whole: boolean, lacking: (position: number) => boolean): void {
    this.#audio?.update(this.#rate, complete);
    if (this.#audio && (this.#audio.failed || this.#onlyPictures)) this.#fallBack();
    if (this.#audio) return;
    const { playable } = this.#index;
    const { position } = this.#wall;
    this.#wall.hold(lacking(position), whole ? playable : Math.max(playable, position));
    if (this.#candidate) this.#judge(this.#candidate, complete);
    else if (this.#playing && !this.#onlyPictures && !this.#unsupported && performance.now() >= this.#retryAt)
      this.#try();
  }

  close(): void {
    navigator.mediaDevices?.removeEventListener('devicechange', this.#onDevice);
    this.#dropCandidate();
    this.#audio?.close();
    this.#wall.pause();
  }

  get #master(): Master {
    return this.#audio ?? this.#wall;
  }

  /** Pictures have been recorded for a while, but there is no mix. */
  get #onlyPictures(): boolean {
    return this.#index.mix.end === 0 && this.#index.playable > MIX_LATE_MS;
  }

  #fallBack(): void {
    this.#unsupported ||= this.#audio!.unsupported;
    this.#wall.seek(this.#audio!.position);
    this.#wall.setRate(this.#rate);
    if (this.#playing) void this.#wall.play();
    else this.#wall.pause();
    this.#audio!.close();
    this.#audio = undefined;
    this.#retryAt = performance.now() + this.#retryPause;
  }

  #try(): void {
    const audio = new AudioMaster(this.#index.mix, this.#fetch);
    audio.setVolume(this.#volume, this.#muted);
    audio.setRate(this.#rate);
    void audio.setSpeaker(this.#speaker);
    audio.seek(this.#wall.position);
    void audio.play().catch(() => {});
    this.#candidate = { audio, provedAt: Infinity, soughtAt: performance.now() };
  }

  /** Keeps the candidate in step with the wall clock, until it fails or has proved itself. */
  #judge(candidate: { audio: AudioMaster; provedAt: number; soughtAt: number }, complete: boolean): void {
    const { audio } = candidate;
    const now = performance.now();
    audio.update(this.#rate, complete);
    if (audio.failed) return this.#dropCandidate();
    if (!audio.running) return;
    candidate.provedAt = Math.min(candidate.provedAt, now + PROOF_MS);
    const drift = audio.position - this.#wall.position;
    const { seek, rate } = correct({ drift, rate: this.#rate, running: true, sinceSeek: now - candidate.soughtAt });
    if (seek) {
      audio.seek(this.#wall.position);
      candidate.soughtAt = now;
    } else if (now >= candidate.provedAt) this.#promote(audio);
    else audio.setRate(rate);
  }

  #promote(audio: AudioMaster): void {
    this.#audio = audio;
    this.#candidate = undefined;
    this.#retryPause = FIRST_RETRY_MS;
    audio.setRate(this.#rate);
    this.#wall.pause();
  }

  #dropCandidate(): void {
    if (!this.#candidate) return;
    this.#candidate.audio.close();
    this.#candidate = undefined;
    this.#retryPause = Math.min(this.#retryPause * 2, MAX_RETRY_MS);
    this.#retryAt = performance.now() + this.#retryPause;
  }
}

/** Elements stand still at most this long before the end of what they have. */
export const STOPS_BEFORE_MS = 500;
const FIRST_RETRY_MS = 5_000;
const MAX_RETRY_MS = 60_000;
/** Firefox takes about two seconds to notice that there is no sound device. */
const PROOF_MS = 3_000;
/** The mix begins with the first sound or picture. */
const MIX_LATE_MS = 5_000;
