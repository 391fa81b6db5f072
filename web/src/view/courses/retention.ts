import { t } from '../../i18n';
import { LIMITS, type Keeping, type Retention, type SessionSummary } from '../../protocol/generated';

const DAY_MS = 24 * 3_600_000;

/** The time for which instructors are told before. */
const NOTICE_MS = LIMITS.retentionNoticeMs;

/** Until when a class is kept that is over. */
export function keptUntil(
  keeping: Keeping,
  session: Pick<SessionSummary, 'created_unix' | 'started_unix' | 'duration'>,
): number {
  const ended = (session.started_unix ?? session.created_unix) + session.duration;
  return Math.max(Math.max(keeping.from_unix, ended) + keeping.days * DAY_MS, keeping.not_before_unix);
}

/** When the next of these classes is deleted, if that is soon. */
export function expiresSoon(keeping: Keeping, sessions: readonly SessionSummary[], nowMs: number): number | undefined {
  const over = sessions.filter(({ state }) => state === 'ended' || state === 'closed');
  if (over.length === 0) return undefined;
  const next = Math.min(...over.map((session) => keptUntil(keeping, session)));
  return next - nowMs <= NOTICE_MS ? next : undefined;
}

/** What a form says of it. */
export type RetentionDraft = { keep: Retention['keep']; days: string };

/** What the form begins with. */
export function retentionDraft(retention: Retention | undefined): RetentionDraft {
  const days = retention?.keep === 'days' ? retention.days : LIMITS.retentionDays;
  return { keep: retention?.keep ?? 'usual', days: String(days) };
}

/** What the form says; a text that says what is wrong. */
export function retentionOf({ keep, days }: RetentionDraft): Retention | string {
  if (keep !== 'days') return { keep };
  const number = Number(days.trim());
  const fits = /^\d+$/.test(days.trim()) && number >= 1 && number <= LIMITS.retentionDaysMax;
  return fits ? { keep, days: number } : t('retention.days_wrong', { max: LIMITS.retentionDaysMax });
}
