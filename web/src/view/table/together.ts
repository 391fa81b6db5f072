/** What those at a study table work on together, and hand in for the task of a room that they missed. */

import { ApiError } from '../../core/http';
import { errorText, t } from '../../i18n';
import '../../i18n/late/table';
import { LIMITS, type Command, type ParticipantId, type RoomId } from '../../protocol/generated';
import type { ClassView } from '../classroom/classView.svelte';
import { done } from '../kit/done';
import { isBy } from '../rooms/authors';
import { lateWorkOf, type LaterWork } from '../rooms/work';
import { laterWorkOf } from '../watch/laterWork';
import type { WatchRoom } from '../watch/watchRoom.svelte';

/** Who works on tasks together, as the reader sees it. */
export class Together {
  readonly #view: ClassView;
  readonly #send: (command: Command) => Promise<unknown>;

  /**
   * @param view the table
   * @param send sends a command to the table; what is refused is told there
   */
  constructor(view: ClassView, send: (command: Command) => Promise<unknown>) {
    this.#view = view;
    this.#send = send;
  }

  /** The names of the others who work on the task of a room together. */
  others(room: RoomId): string[] {
    return this.#on(room)
      .filter((id) => id !== this.#view.you)
      .map((id) => this.#view.nameOf(id));
  }

  /** Whether the reader works on it with them. */
  agreed(room: RoomId): boolean {
    return this.own === room;
  }

  /** The room on whose task the reader works with them, if any. */
  get own(): RoomId | undefined {
    const { you } = this.#view;
    return this.#view.snapshot.table?.together.find(({ participant }) => participant === you)?.room;
  }

  /** Whether there is no place for one more. */
  full(room: RoomId): boolean {
    return this.#on(room).length >= LIMITS.workAuthors;
  }

  /** Says that the reader works on it with the others, or takes it back. */
  set(room: RoomId, agreed: boolean): void {
    void this.#send({ do: 'set_together', room: agreed ? room : null });
  }

  #on(room: RoomId): ParticipantId[] {
    const together = this.#view.snapshot.table?.together ?? [];
    return together.filter((agreed) => agreed.room === room).map(({ participant }) => participant);
  }
}

/** How somebody at a table hands in: for all who agreed, while they are several and have handed nothing in. */
export function tableWork(watched: WatchRoom, you: ParticipantId, together: Together): LaterWork {
  const alone = laterWorkOf(watched, you);
  return {
    ...alone,
    send: (room, text) => {
      const isNew = !lateWorkOf(watched.work, room).some((work) => isBy(work, you));
      const several = isNew && together.agreed(room) && together.others(room).length > 0;
      return several ? done(watched.act({ do: 'hand_in_together', room, text }), whyNot) : alone.send(room, text);
    },
  };
}

/** Those who said so may have gone, or cannot hand in: whoever was in the rooms, or has handed in already. */
const whyNot = (error: unknown): string =>
  error instanceof ApiError && error.code === 'not_now' ? t('table.together_none') : errorText(error);
