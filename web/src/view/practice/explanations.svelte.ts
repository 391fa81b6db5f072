/** Where the questions of a class are explained, as its staff say it. */

import type { Api } from '../../core/http';
import type { Explained, PollId, SessionId } from '../../protocol/generated';

export class Explanations {
  /** The moments by poll, of questions that are explained elsewhere than where they were put; none until they are known. */
  moments: ReadonlyMap<PollId, number> = $state.raw(new Map());

  readonly #api: Pick<Api, 'explained' | 'explain'>;
  readonly #session: SessionId;

  constructor(api: Pick<Api, 'explained' | 'explain'>, session: SessionId) {
    this.#api = api;
    this.#session = session;
  }

  /** Asks for them. What cannot be loaded now comes with the next change. */
  async load(): Promise<void> {
    await this.#api.explained(this.#session).then(
      (list) => this.#take(list),
      () => {},
    );
  }

  /** Says that a question is explained from this moment on; with null, where it was put. Rejects with what the server refuses. */
  async set(poll: PollId, at: number | null): Promise<void> {
    this.#take(await this.#api.explain(this.#session, { poll, at: at === null ? null : Math.floor(at) }));
  }

  #take(list: readonly Explained[]): void {
    this.moments = new Map(list.map(({ poll, at }) => [poll, at]));
  }
}
