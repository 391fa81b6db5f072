/** What staff say of a course: the draft of a form, and whether the server takes it. */

import { t } from '../../i18n';
import { daysFromTo } from '../../i18n/format';
import { LIMITS, type CourseDetails, type StudyRoom } from '../../protocol/generated';
import { characters, utf8Bytes } from '../kit/format';

/** A course that is about to be made, at home where the reader is. */
export function newDetails(zone: string, random: (n: number) => number): CourseDetails {
  return {
    title: '',
    description: '',
    colour: random(LIMITS.courseColours),
    zone,
    from: null,
    to: null,
    recordings_until: null,
    guests_allowed: false,
    study: 'off',
    practice: true,
    downloads: false,
  };
}

/** What the form has in its fields. */
export type DetailsDraft = Omit<
  CourseDetails,
  'from' | 'to' | 'retention' | 'ledger' | 'study' | 'practice' | 'downloads'
> & {
  from: string;
  to: string;
  study: StudyRoom;
  practice: boolean;
  downloads: boolean;
};

/** What the form begins with. */
export function detailsDraft({ retention: _, ledger: __, ...details }: CourseDetails): DetailsDraft {
  const { from, to, study, practice, downloads } = details;
  return {
    ...details,
    from: from ?? '',
    to: to ?? '',
    study: study ?? 'off',
    practice: practice ?? true,
    downloads: downloads ?? false,
  };
}

/** What the form says: nothing of how long classes are kept and what is full participation, which somebody else may have chosen meanwhile. */
export const detailsOf = (draft: DetailsDraft): CourseDetails => ({
  ...draft,
  title: draft.title.trim(),
  from: draft.from || null,
  to: draft.to || null,
});

/** The fields of the form that can be wrong. */
export type DetailsErrors = Partial<Record<'title' | 'description' | 'term' | 'until', string>>;

/** Checks what can be checked before asking the server, by the server's limits. */
export function checkDetails(
  { title, description, from, to, recordings_until: until }: CourseDetails,
  now = Date.now(),
): DetailsErrors {
  const errors: DetailsErrors = {};
  const length = characters(title.trim());
  if (length < 1 || length > LIMITS.titleChars) errors.title = t('course.title_wrong', { max: LIMITS.titleChars });
  if (utf8Bytes(description) > LIMITS.courseTextBytes) errors.description = t('course.description_long');
  if (from && to && to < from) errors.term = t('course.term_wrong');
  if (until !== null && !(Date.parse(until) < now + LIMITS.openRecordingMostMs - DAY_MS)) {
    errors.until = t('course.until_wrong');
  }
  return errors;
}

const DAY_MS = 24 * 3_600_000;

/** The term in words; undefined when it has no dates. */
export function termText({ from, to }: Pick<CourseDetails, 'from' | 'to'>): string | undefined {
  if (from && to) return daysFromTo(from, to);
  if (from) return t('course.term_from', { day: daysFromTo(from, from) });
  return to ? t('course.term_to', { day: daysFromTo(to, to) }) : undefined;
}
