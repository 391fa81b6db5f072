import type { Api } from '../../core/http';
import { preparationFile } from '../../core/preparationRoutes';
import type {
  NewPreparation,
  PreparationId,
  PreparationItem,
  SessionId,
  SessionPreparation,
} from '../../protocol/generated';

/** What a list of preparation asks of the server. */
type Server = Pick<
  Api,
  | 'preparation'
  | 'addPreparation'
  | 'changePreparation'
  | 'removePreparation'
  | 'restorePreparation'
  | 'orderPreparation'
  | 'copyPreparation'
  | 'setPrepared'
>;

/** What is to be done before a session, as the server says it. */
export class Preparation {
  /** In its order; undefined until the first answer. */
  items = $state.raw<readonly PreparationItem[]>();
  /** How many students the course has, for staff. */
  students = $state.raw<number | null>(null);
  /** Why it could not be loaded the last time. */
  failure = $state.raw<unknown>();

  readonly #server: Server;
  readonly #session: SessionId;
  /** Counts the changes, so that an answer from before one is not shown after it. */
  #changes = 0;
  #ordering = false;

  constructor(server: Server, session: SessionId) {
    this.#server = server;
    this.#session = session;
  }

  /** Asks anew. */
  async load(): Promise<void> {
    const before = this.#changes;
    try {
      const list = await this.#server.preparation(this.#session);
      if (before === this.#changes) this.#show(list);
      this.failure = undefined;
    } catch (error) {
      this.failure = error;
    }
  }

  /** Adds something at the end. */
  add(body: NewPreparation): Promise<void> {
    return this.#change(this.#server.addPreparation(this.#session, body));
  }

  /** Shows what a request answers that was made elsewhere: a file was uploaded. */
  follow(answer: Promise<SessionPreparation>): Promise<void> {
    return this.#change(answer);
  }

  /** Where the file of an item is. */
  fileOf(item: PreparationId): string {
    return preparationFile(this.#session, item);
  }

  /** Changes something; what people have done stays. */
  change(item: PreparationId, body: NewPreparation): Promise<void> {
    return this.#change(this.#server.changePreparation(this.#session, item, body));
  }

  /** Adds what another session has. */
  copy(from: SessionId): Promise<void> {
    return this.#change(this.#server.copyPreparation(this.#session, { from }));
  }

  /** Removes something. Returns a function that brings it back to its place. */
  async remove(item: PreparationId): Promise<() => Promise<void>> {
    await this.#change(this.#server.removePreparation(this.#session, item));
    return () => this.#change(this.#server.restorePreparation(this.#session, item));
  }

  /** Says that the reader has done something, or that they have not: shown at once, and taken back when the server refuses. */
  async tick(item: PreparationId, done: boolean): Promise<void> {
    const mark = (done_unix: number | null) => {
      this.items = this.items?.map((each) => (each.id === item ? { ...each, done_unix } : each));
    };
    const before = this.items?.find(({ id }) => id === item)?.done_unix ?? null;
    mark(done ? Date.now() : null);
    try {
      await this.#change(this.#server.setPrepared(this.#session, item, done));
    } catch (error) {
      mark(before);
      throw error;
    }
  }

  /** Puts the items in an order, which is shown at once. While one order is on its way, the next waits for its answer. */
  async order(items: readonly PreparationItem[]): Promise<void> {
    this.items = items;
    this.#changes += 1;
    if (this.#ordering) return;
    this.#ordering = true;
    try {
      for (let sent = -1; sent !== this.#changes;) {
        sent = this.#changes;
        const ids = this.items.map(({ id }) => id);
        const list = await this.#server.orderPreparation(this.#session, { items: ids });
        if (sent === this.#changes) this.#show(list);
      }
    } catch (error) {
      await this.load();
      throw error;
    } finally {
      this.#ordering = false;
    }
  }

  async #change(answer: Promise<SessionPreparation>): Promise<void> {
    this.#changes += 1;
    const own = this.#changes;
    const list = await answer;
    if (own === this.#changes) this.#show(list);
  }

  #show({ items, students }: SessionPreparation): void {
    [this.items, this.students] = [items, students];
  }
}
