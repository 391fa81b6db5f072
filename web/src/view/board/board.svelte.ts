import type { Api } from '../../core/http';
import type { CourseId, PostId, SessionId, Thread } from '../../protocol/generated';

/** Of what is discussed of one class, all is loaded up to so many threads: it stands in the order of class. */
const OF_CLASS = 300;

/** What a board asks of the server. */
type Server = Pick<Api, 'threads'>;

/** The threads of a course, or those about one of its classes, as far as they are loaded, in the server's order. */
export class Board {
  /** Those that were loaded; undefined until the first answer. */
  list = $state.raw<readonly Thread[]>();
  /** How many questions of the course have no answer. */
  open = $state(0);
  /** Why the last request failed. */
  failure = $state.raw<unknown>();
  /** Whether a request is on its way. */
  loading = $state(false);
  /** The text that is searched for. */
  find = $state('');
  /** Whether questions without an answer alone are shown. */
  onlyOpen = $state(false);

  readonly course: CourseId;
  /** The class about which they are; of the whole course where it is undefined. */
  readonly session: SessionId | undefined;
  readonly #server: Server;
  #next = $state.raw<PostId | null>(null);
  /** The number of the latest question: answers to earlier ones come too late. */
  #asked = 0;

  constructor(server: Server, course: CourseId, session?: SessionId) {
    this.#server = server;
    this.course = course;
    this.session = session;
  }

  /** Whether there are threads that are not loaded. */
  get hasMore(): boolean {
    return this.#next !== null;
  }

  /** Loads the first page, and as many threads as were loaded; of a class all, where there are not too many. */
  async load(): Promise<void> {
    const wanted = Math.max(this.list?.length ?? 0, this.session === undefined ? 0 : OF_CLASS);
    await this.#ask(async (current) => {
      let page = await this.#page();
      let list = page.threads;
      while (page.next !== null && list.length < wanted && current()) {
        page = await this.#page(page.next);
        list = joined(list, page.threads);
      }
      return { ...page, threads: list };
    });
  }

  /** Loads the first page of what is asked for now. */
  async search(): Promise<void> {
    await this.#ask(() => this.#page());
  }

  /** Loads the next page. */
  async more(): Promise<void> {
    const before = this.#next;
    if (before === null || this.loading) return;
    await this.#ask(async () => {
      const page = await this.#page(before);
      return { ...page, threads: joined(this.list ?? [], page.threads) };
    });
  }

  #page(before?: PostId) {
    const find = this.find.trim();
    return this.#server.threads(this.course, {
      ...{ find, open: this.onlyOpen },
      ...(this.session !== undefined && { session: this.session }),
      ...(before !== undefined && { before }),
    });
  }

  async #ask(pages: (current: () => boolean) => ReturnType<Server['threads']>): Promise<void> {
    const number = ++this.#asked;
    const current = () => number === this.#asked;
    this.loading = true;
    try {
      const page = await pages(current);
      if (!current()) return;
      this.list = page.threads;
      this.#next = page.next;
      this.open = page.open;
      this.failure = undefined;
    } catch (error) {
      if (current()) this.failure = error;
    } finally {
      if (current()) this.loading = false;
    }
  }
}

/** A list with those of a further page that it does not have yet. */
function joined(list: readonly Thread[], more: readonly Thread[]): Thread[] {
  const known = new Set(list.map(({ id }) => id));
  return [...list, ...more.filter(({ id }) => !known.has(id))];
}
