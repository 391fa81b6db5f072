import { t } from '../../i18n';
import { dayAndTime } from '../../i18n/format';
import { LIMITS, type RecordingState, type SessionSummary } from '../../protocol/generated';

/** A recording that is not kept any more. */
export type Gone = Exclude<RecordingState, { state: 'kept' }>;

/** The state of a recording that cannot be watched; undefined while it is kept. */
export function gone(session: Pick<SessionSummary, 'recording'>): Gone | undefined {
  const { recording } = session;
  return recording && recording.state !== 'kept' ? recording : undefined;
}

/** Until when a deleted recording lies in the bin, unless it was taken out of it since; undefined while it is kept. */
export function restorableUntil(session: Pick<SessionSummary, 'recording'>): number | undefined {
  const recording = gone(session);
  return recording?.state === 'deleted' ? recording.at_unix + LIMITS.binMs : recording?.until_unix;
}

/** For how many days a recording can be opened to everybody with the link: at most what the server allows. */
export const OPEN_DAYS = ['7', '30', '90', '365'] as const;
export type OpenDays = (typeof OPEN_DAYS)[number];

/** Until when it is open, if it is opened at `now` for so many days. */
export const openFor = (days: OpenDays, now: number): number => now + Number(days) * DAY_MS;

const DAY_MS = 24 * 3_600_000;

/** What its owner reads of it. */
export function goneText(recording: Gone): string {
  return recording.state === 'in_bin'
    ? t('recording.in_bin', { time: dayAndTime(recording.until_unix) })
    : t('recording.deleted', { time: dayAndTime(recording.at_unix) });
}
