/** Work that is handed in for somebody while they watch: here, on another device, or by those with whom they did it. */

import { t } from '../../i18n';
import type { ParticipantId, Work } from '../../protocol/generated';
import { toast } from '../kit/toasts.svelte';
import { isBy } from '../rooms/authors';

export class OwnWork {
  readonly #you: ParticipantId;
  /** The number of the last one that is known; undefined until all is read. */
  #last: number | undefined;

  constructor(you: ParticipantId) {
    this.#you = you;
  }

  /**
   * The last of it, if there is more of it than before, once all was read. With a text it can show what was hidden so far.
   *
   * @param loaded all is read that there was
   */
  news(work: readonly Work[], loaded: boolean): Work | undefined {
    if (!loaded) return undefined;
    const last = work.findLast((one) => one.later && isBy(one, this.#you));
    const seq = last?.seq ?? 0;
    const before = this.#last ?? seq;
    this.#last = Math.max(before, seq);
    return seq > before ? last : undefined;
  }

  /** Tells the reader what somebody else did with work that is theirs, too. */
  say({ participant, text }: Work, nameOf: (id: ParticipantId) => string): void {
    if (participant === this.#you) return;
    const name = nameOf(participant);
    toast(text === '' ? t('rooms.work_taken_back_by', { name }) : t('rooms.work_handed_in_by', { name }));
  }
}
