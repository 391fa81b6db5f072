import type { AuditQuestion } from '../../core/auditRoutes';
import type { AuditEntry, AuditPage, AuditTopic } from '../../protocol/generated';

/** A log as far as it is loaded: page after page, the latest first, for one question at a time. */
export class AuditLog {
  /** The entries that were loaded; undefined until the first answer. */
  entries = $state.raw<readonly AuditEntry[]>();
  /** Why the last request failed. */
  failure = $state.raw<unknown>();
  /** Whether a page is on its way. */
  loading = $state(false);
  /** A part of names. */
  search = $state('');
  /** The one topic that is asked for; undefined for all. */
  topic = $state<AuditTopic>();

  readonly #ask: (question: AuditQuestion) => Promise<AuditPage>;
  #next = $state<string | null>(null);
  /** The number of the question, by which the answer to an older one is known. */
  #asked = 0;

  constructor(ask: (question: AuditQuestion) => Promise<AuditPage>) {
    this.#ask = ask;
  }

  /** Whether there is a further page. */
  get hasMore(): boolean {
    return this.#next !== null;
  }

  /** Asks anew, from the latest entry on. */
  load(): Promise<void> {
    return this.#page(undefined);
  }

  /** Loads the next page. */
  async more(): Promise<void> {
    if (this.#next !== null && !this.loading) await this.#page(this.#next);
  }

  async #page(before: string | undefined): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    this.loading = true;
    try {
      const { search, topic } = this;
      const page = await this.#ask({
        ...(search.trim() && { search: search.trim() }),
        ...(topic && { topic }),
        ...(before && { before }),
      });
      if (asked !== this.#asked) return;
      this.entries = before ? [...(this.entries ?? []), ...page.entries] : page.entries;
      [this.#next, this.failure] = [page.next, undefined];
    } catch (error) {
      if (asked === this.#asked) this.failure = error;
    } finally {
      if (asked === this.#asked) this.loading = false;
    }
  }
}
