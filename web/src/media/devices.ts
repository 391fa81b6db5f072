import { Listeners } from '../core/listeners';
import { browserStorage } from '../core/storage';

export { MicrophoneMeter, playTestTone } from './meter';

/** The kinds of devices of which a person can choose one. */
export type DeviceKind = 'microphone' | 'camera' | 'speaker';

/** A device that can be chosen. */
export interface Device {
  id: string;
  /** Its name; empty until the browser has been allowed to tell. */
  label: string;
}

/**
 * Why a device could not be opened: the person or the system denied it; there is none; another program holds it; or the
 * page was not served over HTTPS (or from localhost).
 */
export type DeviceFailure = 'denied' | 'missing' | 'busy' | 'insecure';

/** Sources that the browser opens for the page. */
export type Input = 'microphone' | 'camera' | 'screen';

/** A device that could not be opened. */
export class DeviceError extends Error {
  readonly input: Input;
  readonly reason: DeviceFailure;

  constructor(input: Input, reason: DeviceFailure, detail?: string) {
    super(detail ?? reason);
    this.name = 'DeviceError';
    this.input = input;
    this.reason = reason;
  }
}

/** The devices of this computer, and the ones that are chosen. The browser keeps the choice. */
export class Devices {
  readonly #changed = new Listeners();
  readonly #known: Record<DeviceKind, Device[]> = { microphone: [], camera: [], speaker: [] };
  readonly #refresh = () => void this.refresh();

  constructor() {
    navigator.mediaDevices?.addEventListener('devicechange', this.#refresh);
    void this.refresh();
  }

  /** All devices of a kind. */
  list(kind: DeviceKind): readonly Device[] {
    return this.#known[kind];
  }

  /** The id of the chosen device of a kind; empty for the system's default, and when the chosen one is unplugged. */
  chosen(kind: DeviceKind): string {
    const id = browserStorage.read(`device.${kind}`);
    return id !== null && this.#known[kind].some((device) => device.id === id) ? id : '';
  }

  /** Chooses a device; empty for the system's default. A device that is open has to be opened anew. */
  choose(kind: DeviceKind, id: string): void {
    browserStorage.write(`device.${kind}`, id);
    this.#changed.emit();
  }

  /** Opens the chosen microphone. Rejects with {@link DeviceError}. */
  openMicrophone(): Promise<MediaStreamTrack> {
    return this.#open('microphone', {
      audio: { ...wanted('microphone'), echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    });
  }

  /** Opens the chosen camera. Rejects with {@link DeviceError}. */
  openCamera(): Promise<MediaStreamTrack> {
    return this.#open('camera', {
      video: { ...wanted('camera'), width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } },
    });
  }

  /**
   * Lets the person choose a screen, window or tab, with its sound where the browser can. `undefined` when they choose
   * none. Rejects with {@link DeviceError}.
   */
  async openScreen(): Promise<{ video: MediaStreamTrack; audio: MediaStreamTrack | null } | undefined> {
    try {
      const stream = await media('screen').getDisplayMedia({
        video: { frameRate: { max: 30 } },
        // Shared sound is music, or speech that was processed before.
        audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
      });
      const [video] = stream.getVideoTracks();
      return video && { video, audio: stream.getAudioTracks()[0] ?? null };
    } catch (error) {
      const failure = deviceError('screen', error);
      if (failure.reason === 'denied') return undefined;
      throw failure;
    }
  }

  /** Reads the list of devices again. It is also read when the browser says that a device came or went. */
  async refresh(): Promise<void> {
    const infos = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
    for (const kind of Object.keys(BROWSER_KIND) as DeviceKind[]) {
      // Before permission the browser lists one device of each kind, without id or name.
      this.#known[kind] = infos
        .filter((info) => info.kind === BROWSER_KIND[kind] && info.deviceId !== '')
        .map((info) => ({ id: info.deviceId, label: info.label }));
    }
    this.#changed.emit();
  }

  /** Calls back when devices came or went, or another was chosen. */
  subscribe(changed: () => void): () => void {
    return this.#changed.add(changed);
  }

  /** Stops watching for devices. */
  close(): void {
    navigator.mediaDevices?.removeEventListener('devicechange', this.#refresh);
  }

  async #open(input: Input, constraints: MediaStreamConstraints): Promise<MediaStreamTrack> {
    try {
      const stream = await media(input).getUserMedia(constraints);
      // The browser tells the names of devices once it has permission.
      void this.refresh();
      const [track] = stream.getTracks();
      if (!track) throw new DeviceError(input, 'missing');
      return track;
    } catch (error) {
      throw deviceError(input, error);
    }
  }
}

/** The browser's error as a reason about which a person can do something. */
export function deviceError(input: Input, error: unknown): DeviceError {
  if (error instanceof DeviceError) return error;
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  return new DeviceError(input, REASONS[name] ?? 'busy', String(error));
}

const REASONS: Readonly<Record<string, DeviceFailure>> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotReadableError: 'busy',
  AbortError: 'busy',
  TypeError: 'insecure',
};

const BROWSER_KIND: Readonly<Record<DeviceKind, MediaDeviceKind>> = {
  microphone: 'audioinput',
  camera: 'videoinput',
  speaker: 'audiooutput',
};

/** Browsers hide devices from pages that were not served over HTTPS. */
function media(input: Input): MediaDevices {
  if (!navigator.mediaDevices) throw new DeviceError(input, 'insecure');
  return navigator.mediaDevices;
}

/** The chosen device is `ideal`, not `exact`: when it is gone, another one will do. */
function wanted(kind: DeviceKind): MediaTrackConstraints {
  const id = browserStorage.read(`device.${kind}`);
  return id ? { deviceId: { ideal: id } } : {};
}
