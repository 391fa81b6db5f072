/** Which reasoning between two rounds convinced students, as they say. */

import type { Api } from '../../core/http';
import type { Convinced, Reasoned, SessionId } from '../../protocol/generated';

export class Convincing {
  /** Whom each reasoning convinced; none until it is known. */
  list: readonly Convinced[] = $state.raw([]);

  readonly #api: Pick<Api, 'convinced' | 'convince'>;
  readonly #session: SessionId;

  constructor(api: Pick<Api, 'convinced' | 'convince'>, session: SessionId) {
    this.#api = api;
    this.#session = session;
  }

  /** Asks for it. Without an answer the order is that of nobody's marks. */
  async load(): Promise<void> {
    await this.#api.convinced(this.#session).then(
      (list) => (this.list = list),
      () => {},
    );
  }

  /** Says that it convinced the reader, or takes that back. Rejects with what the server refuses. */
  async set(reasoned: Reasoned, convinced: boolean): Promise<void> {
    this.list = await this.#api.convince(this.#session, { reasoned, convinced });
  }
}
