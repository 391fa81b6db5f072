import type { TrackRef } from '../../protocol/generated';
import type { FetchFile } from './downloads';
import { Follower } from './follower';
import type { Pictures } from './thrift';
import { HOLE_MS } from './planner';

/** Shows the picture of any moment on an element of its own, beside playback. */
export class Preview {
  readonly #element: HTMLVideoElement;
  readonly #pictures: () => readonly Pictures[];
  readonly #fetch: FetchFile;
  #shown: { readonly ref: TrackRef; readonly follower: Follower } | undefined;
  #at: number | undefined;

  /** @param pictures what may be loaded */
  constructor(element: HTMLVideoElement, pictures: () => readonly Pictures[], fetch: FetchFile) {
    this.#element = element;
    this.#pictures = pictures;
    this.#fetch = fetch;
  }

  /** Shows a moment: a shared screen, else one of `faces`, the best first. Returns whether anything is recorded there. */
  show(at: number, faces: readonly TrackRef[]): boolean {
    const found = this.#trackAt(at, faces);
    if (!found) {
      this.clear();
      return false;
    }
    const { ref, index } = found;
    if (this.#shown?.ref !== ref) {
      this.clear();
      this.#shown = { ref, follower: new Follower(this.#element, index, this.#fetch) };
    }
    if (this.#at !== at) this.#shown!.follower.moved();
    this.#at = at;
    return true;
  }

  /** Loads what is needed. Call it every 100 ms. */
  update(complete: boolean): void {
    if (this.#at !== undefined) {
      this.#shown?.follower.update({ position: this.#at, rate: 0, running: false }, complete);
    }
  }

  /** Shows nothing. */
  clear(): void {
    this.#shown?.follower.close();
    this.#shown = this.#at = undefined;
  }

  #trackAt(at: number, faces: readonly TrackRef[]): Pictures | undefined {
    const covered = this.#pictures().filter(({ index }) => index.covering(at, HOLE_MS) !== -1);
    const screen = covered.find(({ ref }) => ref.source === 'screen');
    const face = faces.find((one) => covered.some(({ ref }) => ref.participant === one.participant));
    return screen ?? covered.find(({ ref }) => ref.participant === face?.participant) ?? covered[0];
  }
}
