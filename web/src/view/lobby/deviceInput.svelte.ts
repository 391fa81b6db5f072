import { deviceError, type DeviceFailure, type Devices } from '../../media/devices';

/** The camera or microphone as the lobby tests it: on or off, its track while open, and why it did not open. */
export class DeviceInput {
  readonly kind: 'camera' | 'microphone';
  /** Whether the person wants the device on. */
  on = $state(true);
  /** The track, while the device is open. */
  track = $state.raw<MediaStreamTrack>();
  /** Why the device is not open although the person wants it on. */
  failure = $state<DeviceFailure>();
  /** The person wants the device on, and it has not failed. The switch shows this, and class begins with it. */
  readonly works = $derived(this.on && !this.failure);
  /** The browser is opening the device, and perhaps asking the person. */
  opening = $state(false);

  readonly #devices: Devices;
  /** Counts attempts: the result of an older one is dropped. */
  #attempt = 0;
  #ended = false;

  constructor(kind: 'camera' | 'microphone', devices: Devices, on: boolean) {
    this.kind = kind;
    this.#devices = devices;
    this.on = on;
  }

  /** Switches the device on, which retries after a failure, or off, which releases it. */
  async toggle(): Promise<void> {
    this.on = !this.works;
    if (this.on) await this.open();
    else this.close();
  }

  /** Opens the chosen device, anew if it was open. Does nothing while it is off, or after {@link end}. */
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

  /** Releases the device. */
  close(): void {
    this.#attempt += 1;
    this.track?.stop();
    this.track = undefined;
    this.failure = undefined;
    this.opening = false;
  }

  /** Releases the device for good: an attempt that is under way does not open it again. */
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
