/** Names of chapters, in the reader's language. */

import { t } from '../../i18n';
import type { ParticipantId } from '../../protocol/generated';
import { activityName } from '../agenda/text';
import type { Scene } from './scenes';

/** More of a question does not fit beside the time. */
const QUESTION_CHARS = 40;

/** What a chapter is called: by what people did, and by what was to be seen, where that says something. */
export function chapterName(chapter: Scene, nameOf: (id: ParticipantId) => string): string {
  const activity = chapter.kind !== 'gap' && chapter.activity ? activityName(chapter.activity) : undefined;
  if (activity && chapter.kind === 'open') return activity;
  const seen = t(`chapter.${chapter.kind}`, { name: subjectOf(chapter, nameOf) });
  return activity ? t('agenda.chapter', { activity, seen }) : seen;
}

/** Who or what is in the name of a stage. */
function subjectOf({ participant, poll, after }: Scene, nameOf: (id: ParticipantId) => string): string {
  if (poll) return short(poll.text);
  if (after) return chapterName(after, nameOf);
  return participant === undefined ? '' : nameOf(participant);
}

function short(question: string): string {
  const line = [...question.replace(/\s+/g, ' ')];
  return line.length > QUESTION_CHARS ? `${line.slice(0, QUESTION_CHARS).join('').trimEnd()}…` : line.join('');
}
