/**
 * Where chapters begin: those that follow from class, and those that staff named between them. The server has the same rule for files
 * (`app/src/downloads/mp4/chapters/beginnings.rs`); `server/protocol/golden/timeline/chapters.json` holds both to it. Pure.
 */

import type { Activity, Chapter as SaidOfChapter, ParticipantId } from '../../protocol/generated';
import type { Scene } from './scenes';
import { isSameScene, SHORTEST_CHAPTER_MS, type Stretch } from './stretches';

/** A scene with the name that staff gave it, if they did. */
export interface Titled extends Scene {
  /** For `named`: what staff call it. */
  readonly title?: string;
  /** For `open`: the chapter before. */
  readonly after?: Titled;
}

/** Where a chapter begins, in class time. It lasts until the next. */
export interface Beginning extends Titled {
  readonly from: number;
}

/**
 * A name that staff gave lasts until another of theirs, or until class turns to something else: an activity begins, another screen is shown, or
 * people go into rooms. Faces alone belong to it. A poll and a spotlight stand between and end no name; one that staff gave such a chapter
 * is for that chapter alone. In a lecture staff name all from their first one on. Where staff let none begin, what was before goes on.
 */
export function beginnings(
  seen: readonly Stretch[],
  said: readonly SaidOfChapter[],
  lecture: boolean,
): readonly Beginning[] {
  const line = new Line(lecture);
  const names = said.flatMap(({ from, title }) => (title === undefined ? [] : [{ from, title }]));
  const isHidden = (at: number) => said.some(({ from, title }) => from === at && title === undefined);
  for (const stretch of seen) {
    while (names[0] && names[0].from < stretch.from) line.name(names.shift()!);
    if (line.list.length === 0 || !isHidden(stretch.from)) line.show(stretch);
    else line.pass(stretch);
  }
  for (const name of names) line.name(name);
  return line.list;
}

/** A name that staff gave, and where what is called so begins. */
interface Name {
  readonly from: number;
  readonly title: string;
}

/** The beginnings so far. */
class Line {
  readonly list: Beginning[] = [];
  readonly #lecture: boolean;
  /** The name that goes on. */
  #name: Name | undefined;
  /** What begins before this belongs to that name: whoever names a part and then begins it means that. */
  #fresh = 0;
  #activity: Activity | undefined;
  /** What is seen wherever no poll and no spotlight is. */
  #subject: ParticipantId | 'rooms' | undefined;

  constructor(lecture: boolean) {
    this.#lecture = lecture;
  }

  /** The stage shows another scene. */
  show({ to: _, ...scene }: Stretch): void {
    const turns = this.#turnsTo(scene);
    const name = this.#name;
    if (name && (this.#lecture || scene.from < this.#fresh)) return;
    if (turns) this.#name = undefined;
    const goesOn = name && !turns && !isBetween(scene);
    this.#add(goesOn ? { kind: 'named', title: name.title, from: scene.from } : scene);
  }

  /** Staff let none begin with this scene: what class is about is noted all the same. */
  pass(scene: Scene): void {
    this.#turnsTo(scene);
  }

  /** Staff named what begins there. */
  name(name: Name): void {
    const { from, title } = name;
    const begun = this.list.at(-1)?.from === from ? this.list.pop() : undefined;
    this.list.push({ kind: 'named', title, from });
    if (begun && isBetween(begun)) return;
    this.#name = name;
    this.#fresh = begun ? from : from + SHORTEST_CHAPTER_MS;
  }

  /** Notes what class is about; whether that is something else than before. */
  #turnsTo(scene: Scene): boolean {
    const { kind, activity, participant } = scene;
    const subject = kind === 'screen' ? participant : kind === 'rooms' ? kind : undefined;
    const begins = activity !== undefined && activity !== this.#activity;
    this.#activity = activity;
    if (isBetween(scene)) return begins;
    const shows = subject !== undefined && subject !== this.#subject;
    this.#subject = subject;
    return begins || shows;
  }

  #add(beginning: Beginning): void {
    const before = this.list.at(-1);
    if (before && isSameScene(before, beginning) && before.title === beginning.title) return;
    if (!isFaces(beginning)) this.list.push(beginning);
    else if (!before) this.list.push({ ...beginning, kind: 'start' });
    else if (!isFaces(before)) this.list.push({ ...beginning, after: sceneOf(before) });
  }
}

/** Whether what was before goes on behind it. */
function isBetween({ kind }: Scene): boolean {
  return kind === 'poll' || kind === 'spotlight';
}

function isFaces({ kind, activity }: Scene): boolean {
  return (kind === 'open' || kind === 'start') && activity === undefined;
}

function sceneOf({ from: _, ...scene }: Beginning): Titled {
  return scene;
}
