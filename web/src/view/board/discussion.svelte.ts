import { api } from '../../core/http';
import type { ChatMessage, CourseId, PostId, SessionId } from '../../protocol/generated';
import { Board } from './board.svelte';
import { byMessage } from './moments';
import { OpenThread } from './openThread.svelte';

/** What is discussed of a class beside it: the threads of its course about it, and what the reader has of them in hand. */
export class Discussion {
  readonly board: Board;
  readonly session: SessionId;
  /** The moment about which the reader writes. */
  about: number | null = $state(null);
  /** The message that the reader discusses. */
  message: ChatMessage | null = $state.raw(null);
  /** The reader looks for a classmate to respond to. */
  responds = $state(false);
  /** The thread that is open. */
  open: OpenThread | undefined = $state.raw();

  /** The threads of messages, by the `seq` of these. */
  readonly ofMessages = $derived.by(() => byMessage(this.board.list ?? []));

  constructor(course: CourseId, session: SessionId) {
    this.board = new Board(api, course, session);
    this.session = session;
  }

  /** Leads to what classmates wrote. */
  respond(): void {
    this.open = undefined;
    this.responds = true;
    void this.board.load();
  }

  show(thread: PostId): void {
    this.responds = false;
    this.open = new OpenThread(this.board.course, thread);
  }

  /** Makes a question of a message, for staff. Rejects with what the server refuses. */
  async ask({ seq }: ChatMessage): Promise<void> {
    await api.discussMessage(this.board.course, { session: this.session, message: seq, text: '', question: true });
    await this.board.load();
  }
}
