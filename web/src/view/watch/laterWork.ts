/** How somebody who missed rooms does their task on Watch, or at a study table. */

import { ApiError } from '../../core/http';
import { errorText, t } from '../../i18n';
import type { ParticipantId } from '../../protocol/generated';
import { done } from '../kit/done';
import { isBy } from '../rooms/authors';
import { isMissed, isShownAfter, lateWorkOf, type LaterWork } from '../rooms/work';
import type { WatchRoom } from './watchRoom.svelte';

/** Hands in alone, or anew what was handed in together. */
export const laterWorkOf = (room: WatchRoom, you: ParticipantId): LaterWork => ({
  missed: (round) => isMissed(round, room.places, you, room.live),
  shownAfter: (round) => isShownAfter(round, room.places),
  send: (id, text) => {
    const read = lateWorkOf(room.work, id).find((work) => isBy(work, you));
    return done(room.act({ do: 'hand_in', room: id, text, on: read?.seq ?? 0 }), whyNot);
  },
});

/** Most often somebody else whose work it is has changed it, or they themselves on another device. */
const whyNot = (error: unknown): string =>
  error instanceof ApiError && error.code === 'not_now' ? t('rooms.work_changed') : errorText(error);
