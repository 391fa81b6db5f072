/** What this browser loads of recordings, and when to suggest that it be less. */

import { browserStorage, tabStorage } from '../../core/storage';
import { THRIFTS, type Thrift } from '../../media/player/thrift';

const THRIFT = 'thrift';
const DECLINED = 'thrift-declined';

/** A wait this long is noticed, in milliseconds. */
const WAIT_MS = 2_000;
/** A wait that goes on counts once more after this and another `WAIT_MS`, in milliseconds: pictures may never catch up. */
const AGAIN_MS = 2_000;
/** So many waits ... */
const WAITS = 3;
/** ... within this time, in milliseconds, are a line that is too thin. */
const WITHIN_MS = 180_000;

/** What was chosen on this device; undefined before any choice. */
export function savedThrift(): Thrift | undefined {
  const saved = browserStorage.read(THRIFT);
  return THRIFTS.find((thrift) => thrift === saved);
}

/** Keeps the choice for this device. */
export function saveThrift(thrift: Thrift): void {
  browserStorage.write(THRIFT, thrift);
}

/** Whether nobody was asked yet: nothing was chosen, and the suggestion was not declined in this tab. */
export function maySuggest(): boolean {
  return savedThrift() === undefined && tabStorage.read(DECLINED) === null;
}

/** The suggestion was declined. */
export function decline(): void {
  tabStorage.write(DECLINED, 'yes');
}

/** Whether the reader's browser asks all pages to load little. */
export function savesData(): boolean {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  return connection?.saveData === true;
}

/** Notices that loading falls behind again and again. While requests fail nothing counts: a line that is gone for a while is not thin. */
export class Behind {
  /** From when on the present wait is measured, until it counts once more; Infinity where it counts no more. */
  #since: number | undefined;
  #waits: number[] = [];

  /**
   * @param now in milliseconds
   * @param late playback waits for data now
   * @param gone requests fail now
   * @returns whether the line is too thin for what is loaded
   */
  follow(now: number, late: boolean, gone: boolean): boolean {
    this.#waits = this.#waits.filter((at) => now - at < WITHIN_MS);
    if (!late) this.#since = undefined;
    else if (gone) this.#since = Infinity;
    else if (this.#since === undefined) this.#since = now;
    else if (now - this.#since >= WAIT_MS) {
      this.#waits.push(now);
      this.#since = now + AGAIN_MS;
    }
    return this.#waits.length >= WAITS;
  }
}
