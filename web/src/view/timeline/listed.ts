/** The chapters of a class as its panel lists them. Pure. */

import type { Chapter as NamedChapter, ParticipantId } from '../../protocol/generated';
import type { Beginning } from './beginnings';
import { chapterName } from './chapterNames';

/** A chapter in a list. */
export interface ListedChapter extends NamedChapter {
  /** Staff named what begins there; else its name follows from class. */
  readonly own: boolean;
}

/** Chapters that staff named, as a list has them. */
export function listedNames(named: readonly NamedChapter[]): readonly ListedChapter[] {
  return named.map((chapter) => ({ ...chapter, own: true }));
}

/** What is listed where these chapters begin, of which staff named some. What begins where something is left out is not there for anybody. */
export function listedChapters(
  beginnings: readonly Beginning[],
  named: readonly NamedChapter[],
  left: readonly { readonly from: number; readonly to: number }[],
  nameOf: (id: ParticipantId) => string,
): readonly ListedChapter[] {
  const isOwn = (at: number) => named.some(({ from }) => from === at);
  const isLeft = (at: number) => left.some(({ from, to }) => from <= at && at < to);
  return beginnings
    .map((one) => ({ from: one.from, title: chapterName(one, nameOf), own: isOwn(one.from) }))
    .filter(({ from, own }) => own || !isLeft(from));
}
