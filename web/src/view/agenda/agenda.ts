/** The agenda and its timer. Pure. */

import { isSame } from '../../core/reduce/agenda';
import type { Activity, ActivityKind, RunningActivity } from '../../protocol/generated';

/** All kinds, in the order of the list to choose from. */
export const ACTIVITY_KINDS: readonly ActivityKind[] = ['lecture', 'discussion', 'individual', 'group', 'break'];

/** A minute, in milliseconds. */
export const MINUTE_MS = 60_000;

const minutes = (kind: ActivityKind, planned: number): Activity => ({ kind, title: '', planned: planned * MINUTE_MS });

/** Plans to begin with. */
export const PRESETS = {
  rhythm: [minutes('lecture', 25), minutes('break', 5), minutes('lecture', 25), minutes('break', 5)],
  groups: [minutes('lecture', 20), minutes('discussion', 10), minutes('group', 20)],
} as const satisfies Record<string, readonly Activity[]>;

/** An activity while it is written. */
export interface ActivityFields {
  readonly kind: ActivityKind;
  readonly title: string;
  /** Empty: without a planned time. */
  readonly minutes: string;
}

/** The fields to begin with: those of an activity that is changed, or of a new one. */
export function fieldsOf(activity?: Activity): ActivityFields {
  if (!activity) return { kind: 'lecture', title: '', minutes: '10' };
  const { kind, title, planned } = activity;
  return { kind, title, minutes: planned === null ? '' : String(planned / MINUTE_MS) };
}

/** How the time of the running activity stands. */
export interface Countdown {
  /** Left, or over the time, in milliseconds. */
  readonly ms: number;
  readonly over: boolean;
}

/** The time of the running activity; null when it has none. */
export function countdown(running: RunningActivity | null, now: number): Countdown | null {
  if (!running || running.until === null) return null;
  const left = running.until - now;
  return left > 0 ? { ms: left, over: false } : { ms: -left, over: true };
}

/** How far the running activity is, from 0 to 1; null when it has no time. */
export function progress(running: RunningActivity | null, now: number): number | null {
  if (!running || running.until === null) return null;
  return Math.min(1, Math.max(0, (now - running.at) / Math.max(1, running.until - running.at)));
}

/** Where the running activity stands in the agenda; after a change of the agenda, where its like stands. -1: nowhere. */
export function positionOf(agenda: readonly Activity[], running: RunningActivity | null): number {
  if (!running) return -1;
  return running.position ?? agenda.findIndex((activity) => isSame(activity, running.activity));
}

/** What comes next: after the running one, at first the first; undefined at the end and after an improvised one. */
export function nextPosition(agenda: readonly Activity[], running: RunningActivity | null): number | undefined {
  if (!running) return agenda.length > 0 ? 0 : undefined;
  const here = positionOf(agenda, running);
  return here >= 0 && here + 1 < agenda.length ? here + 1 : undefined;
}

/** The planned time of all, in milliseconds. */
export function plannedTime(agenda: readonly Activity[]): number {
  return agenda.reduce((sum, activity) => sum + (activity.planned ?? 0), 0);
}

/** Tells once, for each end that the running activity is given, that its time is over while one is here. */
export class TimesUp {
  #waiting: number | null = null;

  /** Whether the time has just run out. Ends that were over before one looked are no news. */
  passed(running: RunningActivity | null, now: number): boolean {
    const until = running?.until ?? null;
    const over = this.#waiting !== null && until === this.#waiting && now >= until;
    this.#waiting = until !== null && now < until ? until : null;
    return over;
  }
}
