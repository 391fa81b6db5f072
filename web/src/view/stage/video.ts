/** The source of a tile's picture. The stages of the Classroom and of Watch differ only in this source. */

import type { TrackRef } from '../../protocol/generated';

/** Shows tracks in video elements. */
export interface VideoProvider {
  /** Frames come as they are captured. Otherwise they follow a cursor, which may stand still. */
  readonly live: boolean;
  /** Whether there are pictures of the track at this moment; absent where that is unknown. */
  covers?(track: TrackRef): boolean;
  /** Shows the track in the element; returns a function that ends that. */
  attach(track: TrackRef, element: HTMLVideoElement): () => void;
}
