/** Names of chapters, in the reader's language. */

import { t } from '../../i18n';
import '../../i18n/late/agenda';
import type { ParticipantId } from '../../protocol/generated';
import { activityName } from '../agenda/text';
import type { Titled } from './beginnings';
import type { Chapter } from './chapters';

/** Longer questions do not fit beside the time. */
const QUESTION_CHARS = 40;

/** The name of a chapter: its activity, and what was on the stage. */
export function chapterName(chapter: Titled & Pick<Chapter, 'why'>, nameOf: (id: ParticipantId) => string): string {
  if (chapter.why) return t(chapter.why === 'cut' ? 'cuts.mark' : 'off_record.now');
  if (chapter.kind === 'named' || chapter.kind === 'take') return chapter.title ?? '';
  const activity = chapter.kind !== 'gap' && chapter.activity ? activityName(chapter.activity) : undefined;
  if (activity && chapter.kind === 'open') return activity;
  const seen = t(`chapter.${chapter.kind}`, { name: subjectOf(chapter, nameOf) });
  return activity ? t('agenda.chapter', { activity, seen }) : seen;
}

/** The name beside the chapter before it, whose activity is not said again while it goes on. */
export function shortChapterName(
  chapter: Titled & Pick<Chapter, 'why'>,
  before: Titled | undefined,
  nameOf: (id: ParticipantId) => string,
): string {
  const { activity, ...seen } = chapter;
  const goesOn = activity !== undefined && chapter.kind !== 'open' && before?.activity === activity;
  return chapterName(goesOn ? seen : chapter, nameOf);
}

/** The person, question or chapter that the name of a scene mentions. */
function subjectOf({ participant, poll, after }: Titled, nameOf: (id: ParticipantId) => string): string {
  if (poll) return short(poll.text);
  if (after) return chapterName(after, nameOf);
  return participant === undefined ? '' : nameOf(participant);
}

function short(question: string): string {
  const line = [...question.replace(/\s+/g, ' ')];
  return line.length > QUESTION_CHARS ? `${line.slice(0, QUESTION_CHARS).join('').trimEnd()}…` : line.join('');
}
