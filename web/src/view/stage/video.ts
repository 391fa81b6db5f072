/** Where a tile's picture comes from. The Classroom and Watch differ in nothing else on the stage. */

import type { TrackRef } from '../../protocol/generated';

/** Shows tracks in video elements. */
export interface VideoProvider {
  /** Frames come as they are made; else a cursor decides, and none may come for long. */
  readonly live: boolean;
  /** Whether there are pictures of the track at this moment; absent where one cannot know. */
  covers?(track: TrackRef): boolean;
  /** Shows the track in the element; returns the end of it. */
  attach(track: TrackRef, element: HTMLVideoElement): () => void;
}
