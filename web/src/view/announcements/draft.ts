/** The form in which an announcement is written. Pure. */

import { errorCode, errorText, t } from '../../i18n';
import { LIMITS, type Announcement, type AnnouncementRequest, type Clip } from '../../protocol/generated';
import { characters, utf8Bytes } from '../kit/format';
import { localIn } from '../schedule/when';

const HOUR_MS = 60 * 60_000;

/** What stands in the fields. The time is on the course's clock. */
export type AnnouncementDraft = {
  title: string;
  text: string;
  when: 'now' | 'later';
  date: string;
  time: string;
  clip: Clip | null;
};

/** The fields that can be wrong. */
export type AnnouncementErrors = Partial<Record<'title' | 'text' | 'date' | 'form', string>>;

/** An empty form; a time that is chosen in it begins at the next full hour but one. */
export function emptyDraft(zone: string, now: number): AnnouncementDraft {
  return { title: '', text: '', when: 'now', clip: null, ...localIn((Math.ceil(now / HOUR_MS) + 1) * HOUR_MS, zone) };
}

/** The form for changing an announcement. */
export function draftOf(announcement: Announcement, zone: string, now: number): AnnouncementDraft {
  const { title, text, clip, at_unix } = announcement;
  const filled = { ...emptyDraft(zone, now), title, text, clip };
  return at_unix > now ? { ...filled, when: 'later', ...localIn(at_unix, zone) } : filled;
}

/** A form that was kept over a reload; undefined for what is none. */
export function keptDraft(kept: unknown, zone: string, now: number): AnnouncementDraft | undefined {
  if (typeof kept !== 'object' || kept === null) return undefined;
  const of = kept as Record<string, unknown>;
  const text = (name: string) => (typeof of[name] === 'string' ? of[name] : undefined);
  const empty = emptyDraft(zone, now);
  return {
    title: text('title') ?? '',
    text: text('text') ?? '',
    when: of['when'] === 'later' ? 'later' : 'now',
    date: text('date') || empty.date,
    time: text('time') || empty.time,
    clip: isClip(of['clip']) ? of['clip'] : null,
  };
}

function isClip(kept: unknown): kept is Clip {
  const of = (typeof kept === 'object' && kept !== null ? kept : {}) as Partial<Record<keyof Clip, unknown>>;
  return typeof of.session === 'string' && typeof of.code === 'string' && typeof of.duration === 'number';
}

/** What the server is asked for. */
export function requestOf({ title, text, when, date, time, clip }: AnnouncementDraft): AnnouncementRequest {
  const said = { title: title.trim(), text: text.trim(), at: when === 'later' ? `${date}T${time}` : null };
  return clip ? { ...said, clip: clip.session } : said;
}

/** Checks what can be checked before asking the server. */
export function checkDraft({ title, text, when, date, time, clip }: AnnouncementDraft): AnnouncementErrors {
  const errors: AnnouncementErrors = {};
  const length = characters(title.trim());
  if (length < 1 || length > LIMITS.titleChars) errors.title = t('home.title_missing', { max: LIMITS.titleChars });
  if (!text.trim() && !clip) errors.text = t('announcements.text_missing');
  else if (utf8Bytes(text.trim()) > LIMITS.announcementBytes) errors.text = t('error.text_too_long');
  if (when === 'later' && !(date && time)) errors.date = t('announcements.time_missing');
  return errors;
}

/** What the server refuses, beside the field that it is about. */
export function draftErrors(failure: unknown): AnnouncementErrors {
  switch (errorCode(failure)) {
    case 'bad_time':
      return { date: t('announcements.time_wrong') };
    case 'text_too_long':
      return { text: errorText(failure) };
    case 'not_found':
      return { form: t('clips.gone') };
    default:
      return { form: errorText(failure) };
  }
}
