/** How somebody who missed rooms does their task on Watch, or at a study table. */

import type { ParticipantId } from '../../protocol/generated';
import { done } from '../kit/done';
import { isMissed, isShownAfter, type LaterWork } from '../rooms/work';
import type { WatchRoom } from './watchRoom.svelte';

/** Hands in alone, or anew what was handed in together. */
export const laterWorkOf = (room: WatchRoom, you: ParticipantId): LaterWork => ({
  missed: (round) => isMissed(round, room.places, you, room.live),
  shownAfter: (round) => isShownAfter(round, room.places),
  send: (id, text) => done(room.act({ do: 'hand_in', room: id, text })),
});
