/** The chapters of a class as its panel lists them. Pure. */

import type { Chapter as SaidOfChapter, ParticipantId } from '../../protocol/generated';
import type { Beginning } from './beginnings';
import { chapterName } from './chapterNames';

/** A chapter in a list. */
export interface ListedChapter {
  /** Where it begins, in class time. */
  readonly from: number;
  readonly title: string;
  /** Staff named what begins there; else its name follows from class. */
  readonly own: boolean;
}

/** The chapters that staff named, as a list has them. */
export function listedNames(said: readonly SaidOfChapter[]): readonly ListedChapter[] {
  return said.flatMap(({ from, title }) => (title === undefined ? [] : [{ from, title, own: true }]));
}

/**
 * What is listed where these chapters begin, of which staff named some. One that lies wholly in what is left out (`left`: stretches in order that
 * do not touch) is not there for anybody.
 */
export function listedChapters(
  beginnings: readonly Beginning[],
  said: readonly SaidOfChapter[],
  left: readonly { readonly from: number; readonly to: number }[],
  nameOf: (id: ParticipantId) => string,
): readonly ListedChapter[] {
  const isOwn = (at: number) => said.some(({ from, title }) => from === at && title !== undefined);
  const isLeft = (from: number, to: number) => left.some((one) => one.from <= from && to <= one.to);
  return beginnings
    .map((one, index) => ({ one, own: isOwn(one.from), to: beginnings[index + 1]?.from ?? Infinity }))
    .filter(({ one, own, to }) => own || !isLeft(one.from, to))
    .map(({ one, own }) => ({ from: one.from, title: chapterName(one, nameOf), own }));
}

/** The chapters that staff let not begin, as their list has them. */
export function listedHidden(
  hidden: readonly Beginning[],
  nameOf: (id: ParticipantId) => string,
): readonly ListedChapter[] {
  return hidden.map((one) => ({ from: one.from, title: chapterName(one, nameOf), own: false }));
}
