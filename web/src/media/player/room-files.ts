import { ApiError, type Api } from '../../core/http';
import type { ManifestPage, RoomId, SessionId } from '../../protocol/generated';
import { RoomKey } from './room-key';

/** The parts of the HTTP interface that the player uses. */
export type TimelineApi = Pick<Api, 'manifest' | 'media' | 'mediaKeys' | 'mediaByKey' | 'manifestByKey'>;

/**
 * Loads what was recorded in a room: with the key of the room, which is the same for its whole audience, so that a proxy can
 * answer; with the seat's token where there is no key that the server takes, or nothing with it. Why there is nothing is what the server
 * says to the seat: a file that a key does not open may be there all the same.
 */
export class RoomFiles {
  readonly #api: TimelineApi;
  readonly #seat: { readonly session: SessionId; readonly token: string };
  readonly #key: RoomKey;

  constructor(api: TimelineApi, { session, token, room }: { session: SessionId; token: string; room: RoomId }) {
    this.#api = api;
    this.#seat = { session, token };
    this.#key = new RoomKey(room, () => api.mediaKeys(session, token));
    // It comes while the first lines come, which are asked for with the token.
    void this.#key.present;
  }

  /** A file. */
  async file(file: string, signal: AbortSignal): Promise<ArrayBuffer> {
    const { session, token } = this.#seat;
    const key = await this.#key.get().catch(() => undefined);
    signal.throwIfAborted();
    const found = key && (await this.#with(key, () => this.#api.mediaByKey(session, key, file, signal)));
    return found || this.#api.media(session, token, file, signal);
  }

  /** A page of the manifest: what is about a moment is asked for with the token. */
  async lines(query: Parameters<Api['manifest']>[2]): Promise<ManifestPage> {
    const { session, token } = this.#seat;
    const key = 'from' in query ? this.#key.present : undefined;
    const found =
      key && 'from' in query && (await this.#with(key, () => this.#api.manifestByKey(session, key, query.from)));
    return found || this.#api.manifest(session, token, query);
  }

  /** The answer that a key has; nothing where the server does not take the key, or so many requests without a seat, or has nothing. */
  async #with<T>(key: string, ask: () => Promise<T>): Promise<T | undefined> {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof ApiError) || !NOT_WITH_THE_KEY.includes(error.status)) throw error;
      // What is not there has nothing to do with the key.
      if (error.status !== 404) this.#key.drop(key);
      return undefined;
    }
  }
}

const NOT_WITH_THE_KEY = [401, 404, 429];
