import { api } from '../../core/http';
import { tabStorage } from '../../core/storage';
import type { Course, CourseId, PostId, SessionId, Thread } from '../../protocol/generated';
import { Board } from './board.svelte';

/** A question that is being answered in class, since a moment of it. */
export interface Taken {
  readonly thread: PostId;
  readonly at: number;
}

/** The questions of a course that wait for an answer, as they are read in class. */
export class Waiting {
  readonly board: Board;
  /** The course, once it is known. */
  course: Course | undefined = $state.raw();
  readonly #session: SessionId;
  #taken: Taken | null = $state.raw(null);

  constructor(course: CourseId, session: SessionId) {
    this.board = Object.assign(new Board(api, course), { onlyOpen: true });
    this.#session = session;
    this.#taken = takenFrom(tabStorage.readJson(this.#name));
  }

  get #name(): string {
    return `answering.${this.#session}`;
  }

  /** The question that is being answered. It outlives a reload. */
  get taken(): Taken | null {
    return this.#taken;
  }

  set taken(taken: Taken | null) {
    this.#taken = taken;
    tabStorage.writeJson(this.#name, taken);
  }

  /** Failures are the board's to show. */
  async load(): Promise<void> {
    await this.board.load();
    this.course ??= await api.course(this.board.course).catch(() => undefined);
  }

  /** Says that the question in hand was answered in class; returns how that is undone. Rejects with what the server refuses. */
  async answered({ thread, at }: Taken): Promise<() => Promise<void>> {
    const { course } = this.board;
    const { thread: done } = await api.answeredInClass(course, thread, { session: this.#session, at });
    this.taken = null;
    await this.board.load();
    return async () => {
      if (done.marks.answer !== null) await api.deletePost(course, done.marks.answer);
      await this.board.load();
    };
  }

  /** Where a question is read. */
  linkOf({ id }: Pick<Thread, 'id'>): string {
    return `${location.origin}/courses/${this.board.course}/board/${id}`;
  }
}

function takenFrom(kept: unknown): Taken | null {
  const { thread, at } = (kept ?? {}) as Partial<Taken>;
  return typeof thread === 'string' && typeof at === 'number' ? { thread, at } : null;
}
