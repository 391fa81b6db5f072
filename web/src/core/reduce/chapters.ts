import type { Chapter, Event, Snapshot } from '../../protocol/generated';

/** Applies what staff say of chapters: which have what names, and where none begins. */
export function chapters(state: Pick<Snapshot, 'chapters'>, event: Event): Partial<Snapshot> | undefined {
  switch (event.kind) {
    case 'chapter_set':
      return { chapters: [...others(state, event.from), { from: event.from, title: event.title }].sort(byPlace) };
    case 'chapter_hidden':
      return { chapters: [...others(state, event.from), { from: event.from }].sort(byPlace) };
    case 'chapter_removed': {
      const left = others(state, event.from);
      return { chapters: left.length > 0 ? left : undefined };
    }
    default:
      return undefined;
  }
}

const others = ({ chapters = [] }: Pick<Snapshot, 'chapters'>, from: number) =>
  chapters.filter((chapter) => chapter.from !== from);

const byPlace = (a: Chapter, b: Chapter) => a.from - b.from;
