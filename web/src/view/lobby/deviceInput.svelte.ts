import { deviceError, type DeviceFailure, type Devices } from '../../media/devices';

/** The camera or the microphone as the lobby tries it: on or off, its track while open, and why it did not open. */
export class DeviceInput {
  readonly kind: 'camera' | 'microphone';
  /** Whether the person wants it on. */
  on = $state(true);
  /** Open and running. */
  track = $state.raw<MediaStreamTrack>();
  /** Why it is not open although it is wanted. */
  failure = $state<DeviceFailure>();
  /** Wanted, and not known to fail: what a switch shows, and what one comes to class with. */
  readonly works = $derived(this.on && !this.failure);
  /** The browser is opening it, perhaps asking the person. */
  opening = $state(false);

  readonly #devices: Devices;
  /** Counts attempts: what an older one yields is dropped. */
  #attempt = 0;
  #ended = false;

  constructor(kind: 'camera' | 'microphone', devices: Devices, on: boolean) {
    this.kind = kind;
    this.#devices = devices;
    this.on = on;
  }

  /** Switches it on, which tries again what failed; or off, which lets go of the device. */
  async toggle(): Promise<void> {
    this.on = !this.works;
    if (this.on) await this.open();
    else this.close();
  }

  /** Opens the chosen device, anew if it was open; does nothing while it is off, or has ended. */
  async open(): Promise<void> {
    this.close();
    if (!this.on || this.#ended) return;
    const attempt = this.#attempt;
    this.opening = true;
    try {
      const track = await (this.kind === 'camera' ? this.#devices.openCamera() : this.#devices.openMicrophone());
      if (attempt === this.#attempt) this.#take(track);
      else track.stop();
    } catch (error) {
      if (attempt === this.#attempt) this.failure = deviceError(this.kind, error).reason;
    } finally {
      if (attempt === this.#attempt) this.opening = false;
    }
  }

  /** Lets go of the device. */
  close(): void {
    this.#attempt += 1;
    this.track?.stop();
    this.track = undefined;
    this.failure = undefined;
    this.opening = false;
  }

  /** Lets go of the device for good: nothing that is still under way opens it again. */
  end(): void {
    this.#ended = true;
    this.close();
  }

  #take(track: MediaStreamTrack): void {
    this.track = track;
    track.addEventListener('ended', () => {
      if (this.track !== track) return;
      this.track = undefined;
      this.failure = 'missing';
    });
  }
}
