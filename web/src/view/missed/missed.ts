/** What somebody missed of a class that goes on. Pure. */

import { LIMITS, type Event, type ParticipantId } from '../../protocol/generated';
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

/** Whether an event tells when a person was here. */
export function isPresence(event: Event, you: ParticipantId): boolean {
  return PRESENCE.has(event.kind) && 'participant' in event && event.participant === you;
}

const PRESENCE: ReadonlySet<Event['kind']> = new Set(['joined', 'left', 'away_changed'] as const);

/**
 * When a person was away last and came back, by what the journal tells of their presence; on whatever device. Who left of their own accord, or was
 * removed, was not cut off.
 */
export function lastAway(presence: readonly Event[]): Stretch | null {
  let [gone, last]: [number | null, Stretch | null] = [null, null];
  for (const event of presence) {
    if (event.kind === 'left' && event.reason !== 'lost') gone = null;
    else if (event.kind === 'left' || (event.kind === 'away_changed' && event.away)) gone ??= event.at;
    else if (gone !== null) [gone, last] = [null, { from: gone, to: event.at }];
  }
  return last;
}

/** What was missed by somebody who was away, and who is told at once, not again by a later reload. */
export function wasAway({ from, to }: Stretch, now: number): Stretch | null {
  return now - to > JUST_CAME_MS ? null : cutOff(from, to);
}

/** What of it was not watched meanwhile, from its beginning to its end; moments between what was watched are not missed. */
export function unseen({ from, to }: Stretch, seen: readonly Stretch[]): Stretch | null {
  let at = from;
  const left: Stretch[] = [];
  for (const one of [...seen, { from: to, to }]) {
    if (Math.min(one.from, to) - at >= AWAY_MS) left.push({ from: at, to: Math.min(one.from, to) });
    at = Math.max(at, one.to);
  }
  const last = left.at(-1);
  return last ? { from: left[0]!.from, to: last.to } : null;
}

/** All that was missed: what is between two cuts is seen again. */
export function both(before: Stretch | null, more: Stretch): Stretch {
  return before ? { from: Math.min(before.from, more.from), to: Math.max(before.to, more.to) } : more;
}
