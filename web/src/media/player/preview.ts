import type { TrackRef } from '../../protocol/generated';
import type { FetchFile } from './downloads';
import { Follower } from './follower';
import type { ManifestIndex } from './manifest-index';
import { HOLE_MS } from './planner';

/** Shows the picture of any moment on an element of its own, beside playback. */
export class Preview {
  readonly #element: HTMLVideoElement;
  readonly #index: ManifestIndex;
  readonly #fetch: FetchFile;
  #shown: { readonly ref: TrackRef; readonly follower: Follower } | undefined;
  #at: number | undefined;

  constructor(element: HTMLVideoElement, index: ManifestIndex, fetch: FetchFile) {
    this.#element = element;
    this.#index = index;
    this.#fetch = fetch;
  }

  /** Shows a moment: a shared screen, else one of `faces`, the best first. Returns whether anything is recorded there. */
  show(at: number, faces: readonly TrackRef[]): boolean {
    const ref = this.#trackAt(at, faces);
    if (!ref) {
      this.clear();
      return false;
    }
    if (this.#shown?.ref !== ref) {
      this.clear();
      this.#shown = { ref, follower: new Follower(this.#element, this.#index.video(ref), this.#fetch) };
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

  #trackAt(at: number, faces: readonly TrackRef[]): TrackRef | undefined {
    const covered = this.#index.videos.filter(({ index }) => index.covering(at, HOLE_MS) !== -1).map(({ ref }) => ref);
    const screen = covered.find(({ source }) => source === 'screen');
    const face = faces.find((one) => covered.some((ref) => ref.participant === one.participant));
    return screen ?? covered.find((ref) => ref.participant === face?.participant) ?? covered[0];
  }
}
