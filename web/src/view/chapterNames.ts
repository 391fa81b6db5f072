/** Names of chapters, in the reader's language. */

import { t } from '../i18n';
import type { ParticipantId } from '../protocol/generated';
import { activityName } from './agendaText';
import type { Chapter } from './chapters';

/** More of a question does not fit beside the time. */
const QUESTION_CHARS = 40;

/** What a chapter is called: by what people did, and by what was to be seen, where that says something. */
export function chapterName(chapter: Chapter, nameOf: (id: ParticipantId) => string): string {
  const person = chapter.participant === undefined ? '' : nameOf(chapter.participant);
  const name = chapter.poll ? short(chapter.poll.text) : person;
  const seen = t(`chapter.${chapter.kind}`, { name });
  if (!chapter.activity || chapter.kind === 'gap') return seen;
  const activity = activityName(chapter.activity);
  return chapter.participant === undefined && !chapter.poll ? activity : t('agenda.chapter', { activity, seen });
}

function short(question: string): string {
  const line = [...question.replace(/\s+/g, ' ')];
  return line.length > QUESTION_CHARS ? `${line.slice(0, QUESTION_CHARS).join('').trimEnd()}…` : line.join('');
}
