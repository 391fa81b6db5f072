import { tabStorage } from '../../core/storage';

/** The sources that a person joins with, as chosen in the lobby. `Devices` keeps which devices these are. */
export interface Choice {
  /** Join with the microphone on. */
  microphone: boolean;
  /** Join with the camera on. */
  camera: boolean;
}

const NAME = 'choice';

/** The lobby's default. */
export const ALL_ON: Choice = { microphone: true, camera: true };
/** The default of a class that was opened without the lobby: nobody is seen or heard without being asked. */
export const ALL_OFF: Choice = { microphone: false, camera: false };

/** The choice of this tab; `otherwise` when none was made. */
export function readChoice(otherwise: Choice): Choice {
  const saved = tabStorage.readJson(NAME) as Partial<Choice> | null;
  return {
    microphone: saved?.microphone ?? otherwise.microphone,
    camera: saved?.camera ?? otherwise.camera,
  };
}

/** Keeps the choice for this tab: another tab may be another person. */
export function saveChoice(choice: Choice): void {
  tabStorage.writeJson(NAME, choice);
}
