/** What staff learn of their classes, in words. Pure. */

import { t } from '../../i18n';
import type {
  Answers,
  ClassInsight,
  CourseInsights,
  HelpReason,
  MemberId,
  SessionId,
  WrongPoll,
} from '../../protocol/generated';

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
export const STATES = ['missing', 'on_the_way', 'caught_up', 'live'] as const;

/** A question that went wrong, and its class. */
export type WrongInClass = { readonly poll: WrongPoll; readonly of: ClassInsight };

/** The questions that went wrong, those of the latest class first. */
export const wrongPolls = (classes: readonly ClassInsight[]): WrongInClass[] =>
  classes.flatMap((of) => of.wrong.map((poll) => ({ poll, of })));
