/** Names of chapters, in the reader's language. */

import { t } from '../i18n';
import type { ParticipantId } from '../protocol/generated';
import { activityName } from './agendaText';
import type { Chapter } from './chapters';

/** What a chapter is called: by what people did, and by what was to be seen, where that says something. */
export function chapterName(chapter: Chapter, nameOf: (id: ParticipantId) => string): string {
  const name = chapter.participant === undefined ? '' : nameOf(chapter.participant);
  const seen = t(`chapter.${chapter.kind}`, { name });
  if (!chapter.activity || chapter.kind === 'gap') return seen;
  const activity = activityName(chapter.activity);
  return chapter.participant === undefined ? activity : t('agenda.chapter', { activity, seen });
}
