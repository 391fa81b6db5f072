/** Where a class lost its students, for its staff. */

import type { Api } from '../../core/http';
import type { ConfusedPart, SessionId } from '../../protocol/generated';

export class Confusion {
  /** In the order of class; none until they are known. What cannot be loaded now comes the next time. */
  parts: readonly ConfusedPart[] = $state.raw([]);

  readonly #api: Pick<Api, 'classInsights'>;
  readonly #session: SessionId;

  constructor(api: Pick<Api, 'classInsights'>, session: SessionId) {
    this.#api = api;
    this.#session = session;
  }

  load = async (): Promise<void> => {
    try {
      this.parts = (await this.#api.classInsights(this.#session)).confusion;
    } catch {
      // The timeline is as it was.
    }
  };
}
