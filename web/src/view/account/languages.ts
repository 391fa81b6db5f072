import type { Language } from '../../protocol/generated';

/** The languages in which letters are written. */
export const LANGUAGES: readonly Language[] = ['en', 'de', 'es', 'ar'];

/** The first of a reader's languages (BCP 47 tags, the preferred one first) in which letters are written. */
export function firstLanguage(tags: readonly string[]): Language | null {
  const spoken = tags.map((tag) => LANGUAGES.find((language) => language === tag.split('-')[0]?.toLowerCase()));
  return spoken.find((language) => language !== undefined) ?? null;
}
