/** The video to request, which follows the tiles that are shown. Pure. */

import type { VideoRequest } from '../../media/connection';
import type { ParticipantId, Snapshot } from '../../protocol/generated';
import { isOn, personOf } from '../presence/people';
import type { Placement } from './placement';

/** The heights of requests: a tile that changes by a pixel must not change its request. */
const STEPS = [90, 180, 270, 360, 540, 720, 1080, 1440, 2160] as const;

/** The next step up from a height in CSS pixels at a device pixel ratio. */
export function deviceHeight(cssHeight: number, pixelRatio: number): number {
  const wanted = cssHeight * pixelRatio;
  return STEPS.find((step) => step >= wanted) ?? STEPS[STEPS.length - 1]!;
}

/** Whether two lists are equal. */
export function sameRequests(a: readonly VideoRequest[], b: readonly VideoRequest[]): boolean {
  const same = (x: VideoRequest, y: VideoRequest) =>
    x.height === y.height && x.track.participant === y.track.participant && x.track.source === y.track.source;
  return a.length === b.length && a.every((request, index) => same(request, b[index]!));
}

/** The requests for the tiles with a picture, the most important first. The reader's own (`you`) needs none. */
export function videoRequestsOf(
  placement: Placement,
  snapshot: Snapshot,
  you: ParticipantId | null,
  pixelRatio: number,
): readonly VideoRequest[] {
  return placement.tiles
    .filter(({ tile }) => tile.participant !== you && isOn(personOf(snapshot, tile.participant), tile.source))
    .map(({ tile, height }) => ({ track: { ...tile }, height: deviceHeight(height, pixelRatio) }));
}
