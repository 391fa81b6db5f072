/** This person's microphone, camera and screen in a live class. */

import type { MediaConnection } from '../../media/connection';
import type { DeviceKind, Devices } from '../../media/devices';
import type { Source, TrackState } from '../../protocol/generated';

/** The sources that are on at first. */
export interface Beginning {
  readonly microphone: boolean;
  readonly camera: boolean;
}

/** Follows the connection and the devices until it is closed. It reports every failure, so that the person sees it. */
export class LocalMedia {
  microphone: TrackState = $state('off');
  camera = $state(false);
  screen = $state(false);
  /** The microphone that is published, also while it is muted. */
  microphoneTrack: MediaStreamTrack | null = $state.raw(null);
  /** A device is being opened. */
  opening: Source | null = $state(null);

  readonly #media: MediaConnection;
  readonly #devices: Devices;
  readonly #failed: (error: unknown) => void;
  readonly #stop: (() => void)[];
  #closed = false;

  constructor(media: MediaConnection, devices: Devices, failed: (error: unknown) => void) {
    this.#media = media;
    this.#devices = devices;
    this.#failed = failed;
    this.#stop = [media.subscribe(() => this.#update()), devices.subscribe(() => this.#hear())];
    this.#update();
    this.#hear();
  }

  /** Opens the sources that were chosen in the lobby. */
  async begin(beginning: Beginning): Promise<void> {
    void this.#media.setMicrophoneMuted(!beginning.microphone);
    if (beginning.microphone) await this.toggleMicrophone();
    if (beginning.camera && !this.camera) await this.toggleCamera();
  }

  /** Unmutes the microphone, which opens it the first time, or mutes it. Resolves when the class knows or has refused. */
  async toggleMicrophone(): Promise<void> {
    if (this.microphone !== 'off') {
      await this.#media.setMicrophoneMuted(this.microphone === 'on');
      return;
    }
    await this.#open('microphone', async () => {
      const track = await this.#devices.openMicrophone();
      void this.#media.setMicrophoneMuted(false);
      await this.#publish(track, () => this.#media.setMicrophone(track));
    });
  }

  /** Turns the camera on, or off, which releases the device. */
  async toggleCamera(): Promise<void> {
    if (this.camera) {
      await this.#end('camera', () => this.#media.setCamera(null));
      return;
    }
    await this.#open('camera', async () => {
      const track = await this.#devices.openCamera();
      await this.#publish(track, () => this.#media.setCamera(track));
    });
  }

  /** Shares a screen that the person chooses, or ends the share. */
  async toggleScreen(): Promise<void> {
    if (this.screen) {
      await this.#end('screen', () => this.#media.setScreen(null, null));
      return;
    }
    await this.#open('screen', async () => {
      const shared = await this.#devices.openScreen();
      if (shared)
        await this.#publish(shared.video, () => this.#media.setScreen(shared.video, shared.audio), shared.audio);
    });
  }

  /** Uses another device from now on. */
  async choose(kind: DeviceKind, id: string): Promise<void> {
    const before = this.#devices.chosen(kind);
    this.#devices.choose(kind, id);
    if (kind === 'camera' && this.camera) {
      await this.#replace(
        'camera',
        before,
        () => this.#devices.openCamera(),
        (track) => this.#media.setCamera(track),
      );
    } else if (kind === 'microphone' && this.microphone !== 'off') {
      await this.#replace(
        'microphone',
        before,
        () => this.#devices.openMicrophone(),
        (track) => this.#media.setMicrophone(track),
      );
    }
  }

  /** Releases all devices. */
  close(): void {
    this.#closed = true;
    for (const stop of this.#stop) stop();
    for (const source of ['microphone', 'camera', 'screen', 'screen_audio'] as const) {
      this.#media.localTrack(source)?.stop();
    }
  }

  #update(): void {
    this.microphone = this.#media.microphone;
    this.camera = this.#media.camera;
    this.screen = this.#media.screen;
    this.microphoneTrack = this.#media.localTrack('microphone');
  }

  /** Plays the class on the chosen speaker. The list of speakers comes after a while, and changes. */
  #hear(): void {
    void this.#media.setSpeaker(this.#devices.chosen('speaker'));
  }

  async #open(source: Source, open: () => Promise<void>): Promise<void> {
    if (this.opening !== null) return;
    this.opening = source;
    try {
      await open();
    } catch (error) {
      this.#failed(error);
    } finally {
      this.opening = null;
    }
  }

  /** Publishes a track that was opened. A track that may not be published, or came too late, is released. */
  async #publish(
    track: MediaStreamTrack,
    publish: () => Promise<void>,
    sound?: MediaStreamTrack | null,
  ): Promise<void> {
    const stop = () => {
      track.stop();
      sound?.stop();
    };
    if (this.#closed) return stop();
    try {
      await publish();
    } catch (error) {
      stop();
      throw error;
    }
  }

  async #end(source: 'camera' | 'screen', end: () => Promise<void>): Promise<void> {
    const tracks = [
      this.#media.localTrack(source),
      source === 'screen' ? this.#media.localTrack('screen_audio') : null,
    ];
    try {
      await end();
    } catch (error) {
      this.#failed(error);
    } finally {
      for (const track of tracks) track?.stop();
    }
  }

  /** Replaces the device with the id `chosen` by another one. It stays in use if the other one does not open. */
  async #replace(
    source: 'camera' | 'microphone',
    chosen: string,
    open: () => Promise<MediaStreamTrack>,
    set: (track: MediaStreamTrack | null) => Promise<void>,
  ): Promise<void> {
    await this.#open(source, async () => {
      const before = this.#media.localTrack(source);
      // Some systems give a camera to one user at a time only.
      if (source === 'camera') before?.stop();
      try {
        const track = await open();
        await this.#publish(track, () => set(track));
        before?.stop();
      } catch (failure) {
        this.#devices.choose(source, chosen);
        if (before?.readyState === 'ended') await this.#again(open, set);
        throw failure;
      }
    });
  }

  /** Opens a released device again. If that fails, too, tells the class that the source has ended. */
  async #again(
    open: () => Promise<MediaStreamTrack>,
    set: (track: MediaStreamTrack | null) => Promise<void>,
  ): Promise<void> {
    const track = await open().catch(() => null);
    if (track) await this.#publish(track, () => set(track));
    else await set(null);
  }
}
