/** The loudspeaker on which a recording is played. */

import type { Devices } from '../../media/devices';
import type { WatchRoom } from './watchRoom.svelte';

/** Plays on the loudspeaker that the reader has chosen, whenever they choose another. Returns a function that ends that. */
export function playOnChosen(room: Pick<WatchRoom, 'setSpeaker'>, devices: Devices): () => void {
  const play = () => room.setSpeaker(devices.chosen('speaker'));
  play();
  return devices.subscribe(play);
}
