/** The agenda and its timer. Pure. */

import { isSame } from '../../core/reduce/agenda';
import type { Activity, ActivityKind, RunningActivity } from '../../protocol/generated';

/** All kinds, in the order in which they are offered. */
export const ACTIVITY_KINDS: readonly ActivityKind[] = ['lecture', 'discussion', 'individual', 'group', 'break'];

export const MINUTE_MS = 60_000;

const minutes = (kind: ActivityKind, planned: number): Activity => ({ kind, title: '', planned: planned * MINUTE_MS });

/** Agendas to begin with. */
export const PRESETS = {
  rhythm: [minutes('lecture', 25), minutes('break', 5), minutes('lecture', 25), minutes('break', 5)],
  groups: [minutes('lecture', 20), minutes('discussion', 10), minutes('group', 20)],
} as const satisfies Record<string, readonly Activity[]>;

/** The form fields of an activity. */
export interface ActivityFields {
  readonly kind: ActivityKind;
  readonly title: string;
  /** Empty where no time is planned. */
  readonly minutes: string;
}

/** The fields of an activity that staff change, or of a new one. */
export function fieldsOf(activity?: Activity): ActivityFields {
  if (!activity) return { kind: 'lecture', title: '', minutes: '10' };
  const { kind, title, planned } = activity;
  return { kind, title, minutes: planned === null ? '' : String(planned / MINUTE_MS) };
}

/** The time left of the running activity, or the time by which it is over. */
export interface Countdown {
  /** Milliseconds left, or over. */
  readonly ms: number;
  readonly over: boolean;
}

/** The countdown of the running activity; null when it has no planned time. */
export function countdown(running: RunningActivity | null, now: number): Countdown | null {
  if (!running || running.until === null) return null;
  const left = running.until - now;
  return left > 0 ? { ms: left, over: false } : { ms: -left, over: true };
}

/** The part of the running activity that is done, from 0 to 1; null when it has no planned time. */
export function progress(running: RunningActivity | null, now: number): number | null {
  if (!running || running.until === null) return null;
  return Math.min(1, Math.max(0, (now - running.at) / Math.max(1, running.until - running.at)));
}

/**
 * The position of the running activity in the agenda; -1 if none. In a changed agenda, the position of an equal one.
 */
export function positionOf(agenda: readonly Activity[], running: RunningActivity | null): number {
  if (!running) return -1;
  return running.position ?? agenda.findIndex((activity) => isSame(activity, running.activity));
}

/** The position of the next activity; undefined at the end of the agenda and while an improvised activity runs. */
export function nextPosition(agenda: readonly Activity[], running: RunningActivity | null): number | undefined {
  if (!running) return agenda.length > 0 ? 0 : undefined;
  const here = positionOf(agenda, running);
  return here >= 0 && here + 1 < agenda.length ? here + 1 : undefined;
}

/** The planned time of all activities, in milliseconds. */
export function plannedTime(agenda: readonly Activity[]): number {
  return agenda.reduce((sum, activity) => sum + (activity.planned ?? 0), 0);
}

/** Tells once, for each end time of the running activity, that the time has run out while this page was open. */
export class TimesUp {
  #waiting: number | null = null;

  /** Whether the time has just run out. An end time that had passed when the page was opened does not count. */
  passed(running: RunningActivity | null, now: number): boolean {
    const until = running?.until ?? null;
    const over = this.#waiting !== null && until === this.#waiting && now >= until;
    this.#waiting = until !== null && now < until ? until : null;
    return over;
  }
}
