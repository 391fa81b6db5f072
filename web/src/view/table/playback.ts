/**
 * The cursor of a study table: where it is at any moment, what brings a player there, and what was done to it. Pure.
 *
 * Where a new take stands in the place of a stretch, class is as long as it is played (`Line`): what moves, and what is measured here, is in that time.
 */

import type { Playback, Table } from '../../protocol/generated';
import type { Line } from '../watch/line';
import type { Stretch } from '../watch/watching';

/** A table whose moments are those of the timeline as it is played. */
export const asPlayed = ({ watches, playback, ...rest }: Table, line: Line): Table => ({
  ...rest,
  watches: { ...watches, length: line.played(watches.length) },
  playback: { ...playback, position: line.played(playback.position) },
});

/**
 * Where the cursor is.
 *
 * @param now the present moment, in class time of the table
 * @param leftOut what there is nothing to see or hear of, in stretches in order that do not touch: the cursor passes over them
 */
export function cursorOf({ watches, playback }: Table, now: number, leftOut: readonly Stretch[]): number {
  let at = playback.position;
  let moved = playback.playing ? (Math.max(0, now - playback.since) * playback.speed_percent) / 100 : 0;
  for (const { from, to } of leftOut) {
    if (to <= at) continue;
    const before = Math.max(0, from - at);
    if (moved < before) break;
    moved -= before;
    at = to;
  }
  return Math.min(at + moved, watches.length);
}

/** A player that follows the cursor. */
export interface Follower {
  readonly position: number;
  /** It plays, or waits to go on playing. */
  readonly playing: boolean;
  /** It waits to go on playing. */
  readonly buffering: boolean;
  /** Stretches of which it has nothing to play. */
  readonly gaps: readonly Stretch[];
  /** How long ago it was last told to go elsewhere, in milliseconds. */
  readonly sinceSeek: number;
}

/** What brings a player to the cursor. */
export interface Step {
  readonly play: boolean;
  /** Where it goes. */
  readonly seek?: number;
  /** How much faster than the cursor it runs. */
  readonly nudge: number;
}

/** A player in step rests at most this far from the cursor: a picture or two. */
const REST_MS = 80;
/** Further off than this, it goes there. */
const SEEK_MS = 400;
/** A seek takes a while, and a player that is told to seek all the time never arrives. */
const SEEK_PAUSE_MS = 1_000;
/** One that still loads is given longer. */
const LOADING_MS = 4_000;
/** An error below this is left as it is: nobody in the room notices it. */
const NUDGE_MS = 60;
/** What nobody hears. */
const MOST_NUDGE = 0.06;
/** An error of this much gets all of it. */
const NUDGE_SPAN_MS = 300;
/** This close to the end the cursor is at it. Players stop a little before. */
export const END_MS = 250;

/** What brings a player to a cursor that is there, and that moves or not. */
export function follow(player: Follower, cursor: number, moves: boolean, length: number): Step {
  // Nothing of it was recorded: the player waits behind it until the others are there.
  const gap = player.gaps.find(({ from, to }) => from <= cursor && cursor < to);
  const to = Math.min(gap?.to ?? cursor, length);
  const off = player.position - to;
  const play = moves && !gap && to < length - END_MS;
  if (!play) {
    const atEnd = to >= length - END_MS && player.position >= length - SEEK_MS;
    const seek = Math.abs(off) > REST_MS && !atEnd && (player.playing || player.sinceSeek >= SEEK_PAUSE_MS);
    return { play, nudge: 1, ...(seek && { seek: to }) };
  }
  const pause = player.playing ? (player.buffering ? LOADING_MS : SEEK_PAUSE_MS) : 0;
  if (Math.abs(off) > SEEK_MS && player.sinceSeek >= pause) return { play, nudge: 1, seek: to };
  if (!player.playing || player.buffering || Math.abs(off) < NUDGE_MS) return { play, nudge: 1 };
  return { play, nudge: 1 - Math.max(-MOST_NUDGE, Math.min(MOST_NUDGE, (off / NUDGE_SPAN_MS) * MOST_NUDGE)) };
}

/** What somebody did to the cursor. */
export type Done =
  | { readonly did: 'paused' | 'played'; readonly at: number }
  | { readonly did: 'went'; readonly at: number }
  | { readonly did: 'sped'; readonly speed: number };

/** The cursor is elsewhere than it would have been: not by the time that a command takes. */
const WENT_MS = 1_500;

/** What somebody did to a cursor that they moved by so much. */
export function doneTo(before: Playback, moved: number, after: Playback): Done {
  if (Math.abs(moved) > WENT_MS) return { did: 'went', at: after.position };
  if (before.playing !== after.playing) return { did: after.playing ? 'played' : 'paused', at: after.position };
  if (before.speed_percent !== after.speed_percent) return { did: 'sped', speed: after.speed_percent / 100 };
  return { did: 'went', at: after.position };
}
