import { api } from '../../core/http';
import { errorCode, errorText, t } from '../../i18n';
import type { Clip, CourseId, MarkRequest, Post, PostId, PostRequest, WholeThread } from '../../protocol/generated';
import { account } from '../account/account.svelte';
import { discarded, toast } from '../kit/toasts.svelte';
import { threadName } from './threadName';

/** A thread that is read, and what is done to it. */
export class OpenThread {
  readonly course: CourseId;
  readonly id: PostId;
  /** What is written in it; undefined until the first answer. */
  whole = $state.raw<WholeThread>();
  /** Why the last request failed. */
  failure = $state.raw<unknown>();

  /** The answer that whoever asked has seen here. */
  #seen: PostId | undefined;

  constructor(course: CourseId, id: PostId) {
    this.course = course;
    this.id = id;
  }

  async load(): Promise<void> {
    try {
      this.whole = await api.thread(this.course, this.id);
      this.failure = undefined;
      this.#seeAnswer(this.whole);
    } catch (error) {
      this.failure = error;
      account.lostBy(error);
    }
  }

  /** Does something that returns the thread as it is then. */
  async #act(request: Promise<WholeThread>): Promise<void> {
    try {
      this.whole = await request;
    } catch (error) {
      toast(errorText(error), 'bad');
    }
  }

  /** Changes how the thread is marked. */
  mark(change: MarkRequest): void {
    void this.#act(api.markThread(this.course, this.id, change));
  }

  /** Says once of each answer that whoever asked has seen it. */
  #seeAnswer({ thread }: WholeThread): void {
    const { answer } = thread.marks;
    if (!thread.mine || answer === null || answer === this.#seen) return;
    this.#seen = answer;
    // It is new on Home until the next time, at worst.
    api.seeAnswer(this.course, this.id).catch(() => (this.#seen = undefined));
  }

  /** Adds a reply. Rejects with what the server refuses. */
  async reply(text: string, clip: Clip | null): Promise<void> {
    const before = this.whole?.thread.marks.answer ?? null;
    this.whole = await api.reply(this.course, this.id, saying(text, clip));
    if (before === null && this.whole.thread.marks.answer !== null) {
      discarded(t('board.counts_as_answer'), () => this.mark({ mark: 'answer', answer: null }));
    }
  }

  /** Has a reply say something else. Rejects with what the server refuses. */
  async change(post: Post, text: string, clip: Clip | null): Promise<void> {
    this.whole = await api.changePost(this.course, post.id, saying(text, clip));
    toast(t('board.saved'), 'good');
  }

  /** Restores its first post. */
  restore(): void {
    void this.#act(api.restorePost(this.course, this.id));
  }

  /**
   * Deletes a post, which can be undone for a while. Replies stay where the first one is deleted. With the last post the thread is gone: then
   * `gone` is called, and `back` when it is there again.
   */
  async remove(post: Pick<Post, 'id'>, gone: () => void, back: () => void): Promise<void> {
    const title = this.whole ? threadName(this.whole.thread) : '';
    try {
      await api.deletePost(this.course, post.id);
    } catch (error) {
      return toast(errorText(error), 'bad');
    }
    if (this.whole) this.whole = { ...this.whole, posts: this.whole.posts.filter((one) => one.id !== post.id) };
    await this.load();
    const isGone = errorCode(this.failure) === 'not_found';
    const whole = isGone && post.id === this.id;
    const undo = () => void this.#undo(post.id, isGone ? back : undefined);
    discarded(whole ? t('board.thread_deleted', { title }) : t('board.deleted'), undo);
    if (isGone) gone();
  }

  async #undo(post: PostId, back: (() => void) | undefined): Promise<void> {
    try {
      this.whole = await api.restorePost(this.course, post);
      this.failure = undefined;
      back?.();
    } catch (error) {
      toast(errorText(error), 'bad');
    }
  }
}

const saying = (text: string, clip: Clip | null): PostRequest => ({ text, ...(clip && { clip: clip.session }) });
