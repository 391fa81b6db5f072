/** What somebody missed of a class that goes on. Pure. */

import { LIMITS } from '../../protocol/generated';
import type { Stretch } from '../watch/watching';

/** Whoever comes so long after the beginning came late. */
const LATE_MS = 120_000;
/** Who came so long ago has reloaded the page since. */
const JUST_CAME_MS = 30_000;
/** A connection that is lost for less is back before anybody asks what was said. */
const AWAY_MS = 8_000;
/** A page notices within this time that nothing comes any more. */
const UNNOTICED_MS = 2 * LIMITS.heartbeatMs;

/** What was missed by somebody whose connection was noticed as lost at a moment, and who is back now. */
export function cutOff(lostAt: number, now: number): Stretch | null {
  return now - lostAt < AWAY_MS ? null : { from: Math.max(0, lostAt - UNNOTICED_MS), to: now };
}

/** What was missed by somebody who came first at a moment. */
export function cameLate(came: number, now: number): Stretch | null {
  return came < LATE_MS || now - came > JUST_CAME_MS ? null : { from: 0, to: came };
}

/** All that was missed: what is between two cuts is seen again. */
export function both(before: Stretch | null, more: Stretch): Stretch {
  return before ? { from: Math.min(before.from, more.from), to: Math.max(before.to, more.to) } : more;
}
