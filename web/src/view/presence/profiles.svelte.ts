import type { Api } from '../../core/http';
import type { ClassPerson, Participant, ParticipantId, PhotoId } from '../../protocol/generated';

/** What profiles ask of the server. */
type Server = Pick<Api, 'classPeople' | 'classPhoto'>;

/** People who come one after the other are asked for together: so long after the last question, in milliseconds. */
export const GAP_MS = 2_000;

/**
 * What the accounts of the people in a class say of them now: pronouns and photos. The journal has none of it, so that it is asked for by
 * seat, live and on Watch alike, when somebody is met whose seat is later than all that were asked for.
 */
export class Profiles {
  #people: ReadonlyMap<ParticipantId, ClassPerson> = $state.raw(new Map());
  /** Seats up to this one were asked for. */
  #asked = 0;
  /** The latest seat that was met. */
  #met = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;
  /** Where the photos are that were asked for, by their names. */
  readonly #photos = new Map<PhotoId, Promise<string | undefined>>();
  readonly #server: Server;
  readonly #session: string;
  readonly #token: string;

  constructor(server: Server, { session, token }: { session: string; token: string }) {
    this.#server = server;
    this.#session = session;
    this.#token = token;
  }

  /** What a person's account says, if it says anything. */
  of(id: ParticipantId): ClassPerson | undefined {
    return this.#people.get(id);
  }

  /** Asks for those of these people who came since the last question. */
  meet(people: readonly Participant[]): void {
    for (const { id } of people) if (id > this.#met) this.#met = id;
    if (this.#met > this.#asked && this.#timer === undefined && !this.#closed) void this.#ask();
  }

  /** Where a photo can be shown from, once it is here; undefined when it is gone. */
  photo(photo: PhotoId): Promise<string | undefined> {
    const known = this.#photos.get(photo);
    if (known) return known;
    const asked = this.#server
      .classPhoto(this.#session, this.#token, photo)
      .then((picture) => (this.#closed ? undefined : URL.createObjectURL(picture)))
      .catch(() => undefined);
    this.#photos.set(photo, asked);
    return asked;
  }

  /** Forgets what is known, and asks for it again when people are met. */
  forget(): void {
    this.#people = new Map();
    this.#asked = this.#met = 0;
    this.#dropPhotos();
  }

  /** Lets all photos go. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#dropPhotos();
  }

  #dropPhotos(): void {
    for (const asked of this.#photos.values()) void asked.then((url) => url && URL.revokeObjectURL(url));
    this.#photos.clear();
  }

  async #ask(): Promise<void> {
    const upTo = this.#met;
    const known = this.#people;
    // Set while the question is under way, too.
    this.#timer = setTimeout(() => {});
    try {
      const found = await this.#server.classPeople(this.#session, this.#token, this.#asked);
      const last = found.at(-1)?.participant ?? 0;
      // An answer to what was asked before all was forgotten says too much.
      if (known === this.#people) this.#asked = Math.max(upTo, last);
      if (known === this.#people && found.length > 0)
        this.#people = new Map([...this.#people, ...found.map((one) => [one.participant, one] as const)]);
    } catch {
      // It is asked again after the gap: initials do meanwhile.
    }
    if (this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.meet([]);
    }, GAP_MS);
  }
}
