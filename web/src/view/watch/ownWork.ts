/** Work that is handed in for somebody while they watch: here, on another device, or by those with whom they did it. Pure. */

import type { ParticipantId, Work } from '../../protocol/generated';
import { isBy } from '../rooms/authors';

export class OwnWork {
  readonly #you: ParticipantId;
  /** The last one that is known; undefined until all is read. */
  #last: number | undefined;

  constructor(you: ParticipantId) {
    this.#you = you;
  }

  /**
   * Whether there is more of it than before, once all was read: it can show what was hidden so far, so all is to be read anew.
   *
   * @param loaded all is read that there was
   */
  isNews(work: readonly Work[], loaded: boolean): boolean {
    if (!loaded) return false;
    const last = work.findLast((one) => one.later && one.text !== '' && isBy(one, this.#you))?.seq ?? 0;
    const before = this.#last ?? last;
    this.#last = Math.max(before, last);
    return last > before;
  }
}
