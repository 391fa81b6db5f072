/** What staff learn of their classes, in words. Pure. */

import { t } from '../../i18n';
import '../../i18n/late/insight';
import { lengthOfTime, listOf } from '../../i18n/format';
import type {
  Answers,
  ClassInsight,
  ConfusedPart,
  CourseInsights,
  HelpReason,
  MemberId,
  SessionId,
  WorkKind,
  WorkSpan,
  WrongPoll,
} from '../../protocol/generated';
import { localIn } from '../schedule/when';

/** The names of students by their lines of the roster. */
export type Names = ReadonlyMap<MemberId, string>;

/** The names of the students of these insights. */
export const namesOf = ({ students }: Pick<CourseInsights, 'students'>): Names =>
  new Map(students.map(({ member, name }) => [member, name]));

/** Answers in words: `3 of 12 right`. */
export const answersText = ({ right, given }: Answers): string => t('insight.right_of', { right, given });

/** Where a class is watched from a moment on. */
export const momentPath = (session: SessionId, at: number): string => `/watch/${session}?t=${Math.floor(at / 1_000)}`;

/** A reason to help somebody: what it says, what to do about it, and the classes that tell it, each with what it tells. */
export type Reason = {
  readonly text: string;
  readonly step: string;
  readonly classes: readonly { readonly session: SessionId; readonly text?: string }[];
};

/** A reason in words. */
export function reasonOf(reason: HelpReason): Reason {
  if (reason.why === 'falling') {
    const [lately, before] = [reason.lately, reason.before].map(answersText) as [string, string];
    const classes = reason.classes.map(({ session, answers }) => ({ session, text: answersText(answers) }));
    return { text: t('insight.falling', { lately, before }), step: t('insight.falling_step'), classes };
  }
  const classes = reason.classes.map((session) => ({ session }));
  const count = classes.length;
  return { text: t(`insight.${reason.why}`, { count }), step: t(`insight.${reason.why}_step`), classes };
}

/** The states of a class, in the order in which staff ask for them, each with the students who are there. */
export const STATES = ['missing', 'on_the_way', 'response_left', 'caught_up', 'live'] as const;

/** A question that went wrong, and its class. */
export type WrongInClass = { readonly poll: WrongPoll; readonly of: ClassInsight };

/** The questions that went wrong, those of the latest class first. */
export const wrongPolls = (classes: readonly ClassInsight[]): WrongInClass[] =>
  classes.flatMap((of) => of.wrong.map((poll) => ({ poll, of })));

/** What students did where they were lost, in words: `4 said so, 2 went back and 1 had a question wrong`. */
export function lostText({ confused, again, wrong }: ConfusedPart): string {
  const signs = [
    ...(confused > 0 ? [t('insight.lost_said', { count: confused })] : []),
    ...(again > 0 ? [t('insight.lost_again', { count: again })] : []),
    ...(wrong > 0 ? [t('insight.lost_wrong', { count: wrong })] : []),
  ];
  return listOf(signs);
}

/** How long class was spent in each way, the longest first. */
export function workSums(spans: readonly WorkSpan[]): { kind: WorkKind; length: number }[] {
  const sums = new Map<WorkKind, number>();
  for (const { kind, from, to } of spans) sums.set(kind, (sums.get(kind) ?? 0) + to - from);
  return [...sums].map(([kind, length]) => ({ kind, length })).sort((a, b) => b.length - a.length);
}

/** The same in words: `38 min of lecture and 10 min of discussion`. */
export const workText = (spans: readonly WorkSpan[]): string =>
  listOf(
    workSums(spans).map(({ kind, length }) =>
      t('insight.work_part', { kind: t(`insight.work_${kind}`), length: lengthOfTime(length) }),
    ),
  );

/** So much lecture is worth a recording of its own: what is shorter belongs to what follows it. */
const WORTH_RECORDING_MS = 10 * 60_000;

/** How much lecture there was that could be given ahead; undefined where it is too little for that. */
export function lectureToRecord(spans: readonly WorkSpan[]): number | undefined {
  const length = workSums(spans).find(({ kind }) => kind === 'lecture')?.length ?? 0;
  return length >= WORTH_RECORDING_MS ? length : undefined;
}

/** More live class a week than this is more than online courses are recommended to have. */
export const WEEK_MOST_MS = 3 * 3_600_000;

/** A week with the classes that began in it. */
export type Week = {
  /** Its Monday, as a day of a calendar. */ readonly monday: string;
  readonly length: number;
  readonly classes: readonly ClassInsight[];
};

const DAY_MS = 24 * 3_600_000;

/** The weeks of the classes, in the zone of the course, the latest first. */
export function weeksOf(classes: readonly ClassInsight[], zone: string): Week[] {
  const weeks = new Map<string, ClassInsight[]>();
  for (const each of classes) {
    const midnight = Date.parse(`${localIn(each.started_unix, zone).date}T00:00Z`);
    const sinceMonday = (new Date(midnight).getUTCDay() + 6) % 7;
    const monday = new Date(midnight - sinceMonday * DAY_MS).toISOString().slice(0, 10);
    weeks.set(monday, [...(weeks.get(monday) ?? []), each]);
  }
  return [...weeks].map(([monday, classes]) => ({
    monday,
    length: classes.reduce((sum, { duration }) => sum + duration, 0),
    classes,
  }));
}
