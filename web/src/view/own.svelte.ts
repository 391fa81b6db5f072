/** One's own devices in a live class: what is on, and switching it. */

import type { MediaConnection } from '../media/connection';
import type { DeviceKind, Devices } from '../media/devices';
import type { Source, TrackState } from '../protocol/generated';

/** What to begin with. */
export interface Beginning {
  readonly microphone: boolean;
  readonly camera: boolean;
}

/** Follows the connection until it is closed. Failures go to `failed`, since a person has to hear of each. */
export class OwnMedia {
  microphone: TrackState = $state('off');
  camera = $state(false);
  screen = $state(false);
  /** A device is being opened. */
  opening: Source | null = $state(null);

  readonly #media: MediaConnection;
  readonly #devices: Devices;
  readonly #failed: (error: unknown) => void;
  readonly #stop: () => void;
  #closed = false;

  constructor(media: MediaConnection, devices: Devices, failed: (error: unknown) => void) {
    this.#media = media;
    this.#devices = devices;
    this.#failed = failed;
    this.#stop = media.subscribe(() => this.#update());
    this.#update();
  }

  /** Opens what was chosen in the lobby. */
  async begin(beginning: Beginning): Promise<void> {
    this.#media.setMicrophoneMuted(!beginning.microphone);
    if (beginning.microphone) await this.toggleMicrophone();
    if (beginning.camera && !this.camera) await this.toggleCamera();
  }

  /** Lets the microphone be heard, opening it the first time, or mutes it. */
  async toggleMicrophone(): Promise<void> {
    if (this.microphone !== 'off') {
      this.#media.setMicrophoneMuted(this.microphone === 'on');
      return;
    }
    await this.#open('microphone', async () => {
      const track = await this.#devices.openMicrophone();
      this.#media.setMicrophoneMuted(false);
      await this.#publish(track, () => this.#media.setMicrophone(track));
    });
  }

  /** Turns the camera on or off; off, the device is let go. */
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
    this.#devices.choose(kind, id);
    if (kind === 'speaker') {
      await this.#media.setSpeaker(id);
    } else if (kind === 'camera' && this.camera) {
      await this.#replace(
        'camera',
        () => this.#devices.openCamera(),
        (track) => this.#media.setCamera(track),
      );
    } else if (kind === 'microphone' && this.microphone !== 'off') {
      await this.#replace(
        'microphone',
        () => this.#devices.openMicrophone(),
        (track) => this.#media.setMicrophone(track),
      );
    }
  }

  /** Lets go of all devices. */
  close(): void {
    this.#closed = true;
    this.#stop();
    for (const source of ['microphone', 'camera', 'screen', 'screen_audio'] as const) {
      this.#media.localTrack(source)?.stop();
    }
  }

  #update(): void {
    this.microphone = this.#media.microphone;
    this.camera = this.#media.camera;
    this.screen = this.#media.screen;
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

  /** Publishes a track that was opened; one that may not be published, or came too late, is let go. */
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

  async #replace(
    source: 'camera' | 'microphone',
    open: () => Promise<MediaStreamTrack>,
    set: (track: MediaStreamTrack) => Promise<void>,
  ): Promise<void> {
    await this.#open(source, async () => {
      const before = this.#media.localTrack(source);
      // Some systems give a camera to one user at a time.
      if (source === 'camera') before?.stop();
      const track = await open();
      await this.#publish(track, () => set(track));
      before?.stop();
    });
  }
}
