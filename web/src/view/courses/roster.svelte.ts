import type { Api } from '../../core/http';
import type { CourseId, CourseRole, Member, MemberChange, MemberState } from '../../protocol/generated';

/** What a roster asks of the server. */
type Server = Pick<Api, 'roster' | 'changeMember'>;

/** The states of people who are expected; others have left, or were removed. */
const EXPECTED: readonly MemberState[] = ['invited', 'asking', 'active'];

/** The roster of a course as far as it is loaded: page after page, for one question at a time. */
export class Roster {
  /** The lines that were loaded, by name. */
  members = $state.raw<readonly Member[]>([]);
  /** The number of lines that fit the question; undefined until the first answer. */
  total = $state<number>();
  /** Why the last request failed. */
  failure = $state.raw<unknown>();
  /** Whether a page is on its way. */
  loading = $state(false);
  /** A part of names and addresses. */
  search = $state('');
  /** The one state that is asked for; undefined for all who are expected. */
  state = $state<MemberState>();
  /** The one role that is asked for; undefined for all. */
  role = $state<CourseRole>();

  readonly #server: Server;
  readonly #course: CourseId;
  #next = $state<number | null>(null);
  /** The number of the question, by which the answer to an older one is known. */
  #asked = 0;

  constructor(server: Server, course: CourseId) {
    this.#server = server;
    this.#course = course;
  }

  /** Whether there is a further page. */
  get hasMore(): boolean {
    return this.#next !== null;
  }

  /** Asks anew, from the first page on. */
  async load(): Promise<void> {
    const page = await this.#page(undefined);
    if (!page) return;
    this.members = page.members;
  }

  /** Loads the next page. */
  async more(): Promise<void> {
    if (this.#next === null || this.loading) return;
    const page = await this.#page(this.#next);
    if (!page) return;
    // Somebody who was added meanwhile moves the border between two pages.
    const known = new Set(this.members.map(({ id }) => id));
    this.members = [...this.members, ...page.members.filter(({ id }) => !known.has(id))];
  }

  /** Changes a line. Returns how it is now, and rejects when the server refuses. */
  async change(member: Member, change: MemberChange): Promise<Member> {
    const now = await this.#server.changeMember(this.#course, member.id, change);
    this.#put(now);
    return now;
  }

  /** Removes somebody. Returns a function that brings them back to where they were. */
  async remove(member: Member): Promise<() => Promise<Member>> {
    const place = this.members.findIndex(({ id }) => id === member.id);
    await this.change(member, { state: 'removed' });
    return async () => {
      const now = await this.#server.changeMember(this.#course, member.id, { state: 'active' });
      this.#put(now, place);
      return now;
    };
  }

  #fits(member: Member): boolean {
    return this.state ? member.state === this.state : EXPECTED.includes(member.state);
  }

  /** Shows a line as it is now: in its place, or at `place` when it is not shown; not at all when it does not fit. */
  #put(member: Member, place?: number): void {
    const at = this.members.findIndex(({ id }) => id === member.id);
    const rest = this.members.filter(({ id }) => id !== member.id);
    const to = at >= 0 ? at : place;
    const shown = this.#fits(member) && to !== undefined && to >= 0;
    this.members = shown ? [...rest.slice(0, to), member, ...rest.slice(to)] : rest;
    if (this.total !== undefined) this.total += (shown ? 1 : 0) - (at >= 0 ? 1 : 0);
  }

  async #page(skip: number | undefined) {
    this.#asked += 1;
    const asked = this.#asked;
    this.loading = true;
    try {
      const { search, state, role } = this;
      const page = await this.#server.roster(this.#course, {
        ...(search.trim() && { search: search.trim() }),
        ...(state && { state }),
        ...(role && { role }),
        ...(skip !== undefined && { skip }),
      });
      if (asked !== this.#asked) return undefined;
      [this.total, this.#next, this.failure] = [page.total, page.next, undefined];
      return page;
    } catch (error) {
      if (asked === this.#asked) this.failure = error;
      return undefined;
    } finally {
      if (asked === this.#asked) this.loading = false;
    }
  }
}
