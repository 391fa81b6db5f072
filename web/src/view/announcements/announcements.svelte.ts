import type { Api } from '../../core/http';
import { LIMITS, type Announcement, type AnnouncementId, type CourseId } from '../../protocol/generated';

/** What a list of announcements asks of the server. */
type Server = Pick<Api, 'announcements' | 'seeAnnouncements'>;

/** The announcements of a course as far as they are loaded, the latest first. */
export class Announcements {
  /** Those that were loaded; undefined until the first answer. */
  list = $state.raw<readonly Announcement[]>();
  /** Why the last request failed. */
  failure = $state.raw<unknown>();
  /** Whether an older page is on its way. */
  loading = $state(false);

  readonly #server: Server;
  readonly #course: CourseId;
  #next = $state.raw<AnnouncementId | null>(null);
  /** Those that were new to the reader when they came: they are marked as long as the page is open. */
  #fresh = $state.raw<ReadonlySet<AnnouncementId>>(new Set());
  /** Those that were on the screen, and are not reported yet. */
  #unreported = new Set<AnnouncementId>();
  #reported = new Set<AnnouncementId>();

  constructor(server: Server, course: CourseId) {
    this.#server = server;
    this.#course = course;
  }

  /** Whether there are older ones that are not loaded. */
  get hasMore(): boolean {
    return this.#next !== null;
  }

  /** Whether an announcement was new to the reader when it came. */
  isFresh({ id }: Announcement): boolean {
    return this.#fresh.has(id);
  }

  /** Loads the latest. Older ones that were loaded stay. */
  async load(): Promise<void> {
    try {
      const page = await this.#server.announcements(this.#course);
      const last = page.announcements.at(-1);
      const known = new Set(page.announcements.map(({ id }) => id));
      const older =
        page.next === null || !last
          ? []
          : (this.list ?? []).filter((one) => !known.has(one.id) && one.at_unix <= last.at_unix);
      if (older.length === 0) this.#next = page.next;
      this.#show([...page.announcements, ...older]);
      this.failure = undefined;
    } catch (error) {
      this.failure = error;
    }
  }

  /** Loads older ones. */
  async more(): Promise<void> {
    if (this.#next === null || this.loading) return;
    this.loading = true;
    try {
      const page = await this.#server.announcements(this.#course, this.#next);
      this.#next = page.next;
      const known = new Set(this.list?.map(({ id }) => id));
      this.#show([...(this.list ?? []), ...page.announcements.filter(({ id }) => !known.has(id))]);
      this.failure = undefined;
    } catch (error) {
      this.failure = error;
    } finally {
      this.loading = false;
    }
  }

  /** Shows at once what a request has made or changed. */
  put(announcement: Announcement): void {
    const others = (this.list ?? []).filter(({ id }) => id !== announcement.id);
    this.list = [...others, announcement].sort((one, other) => other.at_unix - one.at_unix);
  }

  /** Takes an announcement out that was deleted. */
  remove({ id }: Announcement): void {
    this.list = this.list?.filter((one) => one.id !== id);
  }

  /** Notes that an announcement was on the reader's screen. Those of one moment are reported together. */
  see({ id, seen }: Announcement): void {
    if (seen || this.#reported.has(id)) return;
    this.#reported.add(id);
    this.#unreported.add(id);
    if (this.#unreported.size === 1) queueMicrotask(() => void this.#report());
  }

  async #report(): Promise<void> {
    const ids = [...this.#unreported].slice(0, LIMITS.announcementsPage);
    for (const id of ids) this.#unreported.delete(id);
    try {
      await this.#server.seeAnnouncements(this.#course, ids);
    } catch {
      // It is on the screen again when the page is opened anew.
      for (const id of ids) this.#reported.delete(id);
    }
    if (this.#unreported.size > 0) await this.#report();
  }

  #show(list: readonly Announcement[]): void {
    const fresh = list.filter(({ id, seen }) => !seen && !this.#fresh.has(id));
    if (fresh.length > 0) this.#fresh = new Set([...this.#fresh, ...fresh.map(({ id }) => id)]);
    this.list = list;
  }
}
