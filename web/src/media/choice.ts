/** What a person chose in the lobby to come in with. Which devices they use, `Devices` remembers. */
export interface Choice {
  /** Come in with the microphone on. */
  microphone: boolean;
  /** Come in with the camera on. */
  camera: boolean;
}

const KEY = 'meridian.choice';
const DEFAULT: Choice = { microphone: true, camera: true };

/** The choice of this tab; both on when none was made, or storage is closed to the page. */
export function readChoice(): Choice {
  try {
    const saved = JSON.parse(sessionStorage.getItem(KEY) ?? '{}') as Partial<Choice>;
    return {
      microphone: saved.microphone ?? DEFAULT.microphone,
      camera: saved.camera ?? DEFAULT.camera,
    };
  } catch {
    return DEFAULT;
  }
}

/** Keeps the choice, for this tab: another tab may be another person. */
export function saveChoice(choice: Choice): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(choice));
  } catch {
    // Storage is full or closed to the page: one comes in with the default.
  }
}
