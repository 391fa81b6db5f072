import { tabStorage } from '../../core/storage';

/** What a person chose in the lobby to come in with. Which devices they use, `Devices` remembers. */
export interface Choice {
  /** Come in with the microphone on. */
  microphone: boolean;
  /** Come in with the camera on. */
  camera: boolean;
}

const NAME = 'choice';

/** What the lobby offers at first. */
export const ALL_ON: Choice = { microphone: true, camera: true };
/** How a class begins for whom no lobby asked in this tab: nobody is seen or heard unasked. */
export const ALL_OFF: Choice = { microphone: false, camera: false };

/** The choice of this tab; `otherwise` when none was made. */
export function readChoice(otherwise: Choice): Choice {
  const saved = tabStorage.readJson(NAME) as Partial<Choice> | null;
  return {
    microphone: saved?.microphone ?? otherwise.microphone,
    camera: saved?.camera ?? otherwise.camera,
  };
}

/** Keeps the choice, for this tab: another tab may be another person. */
export function saveChoice(choice: Choice): void {
  tabStorage.writeJson(NAME, choice);
}
