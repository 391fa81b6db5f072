import { expect, test, vi } from 'vitest';
import { ApiError } from '../../core/http';
import type { Announcement, AnnouncementPage } from '../../protocol/generated';
import { Announcements } from './announcements.svelte';

const one = (id: string, at_unix: number, rest: Partial<Announcement> = {}): Announcement => ({
  id,
  title: id,
  text: '',
  clip: null,
  by: 'Ada',
  at_unix,
  changed_unix: null,
  seen: false,
  readers: null,
  ...rest,
});

/** A server with these announcements, the latest first, two a page. */
function serverWith(all: Announcement[]) {
  const seen: string[][] = [];
  return {
    seen,
    fails: false,
    async announcements(_: string, before?: string): Promise<AnnouncementPage> {
      if (this.fails) throw new ApiError('network', 0);
      const from = before === undefined ? 0 : all.findIndex(({ id }) => id === before) + 1;
      const page = all.slice(from, from + 2);
      return { announcements: page, next: from + 2 < all.length ? page.at(-1)!.id : null };
    },
    async seeAnnouncements(_: string, ids: string[]): Promise<void> {
      if (this.fails) throw new ApiError('network', 0);
      seen.push(ids);
      for (const id of ids)
        Object.assign(
          all.find((each) => each.id === id)!,
          { seen: true },
        );
    },
  };
}

const ids = (list: Announcements) => list.list?.map(({ id }) => id);
const settled = () => vi.waitFor(() => Promise.resolve());

test('pages follow one another, and a look at the latest keeps what was loaded', async () => {
  const all = [one('d', 4), one('c', 3), one('b', 2), one('a', 1)];
  const list = new Announcements(serverWith(all), 'course');
  await list.load();
  expect([ids(list), list.hasMore]).toEqual([['d', 'c'], true]);
  await list.more();
  expect([ids(list), list.hasMore]).toEqual([['d', 'c', 'b', 'a'], false]);
  all.unshift(one('e', 5));
  await list.load();
  expect([ids(list), list.hasMore]).toEqual([['e', 'd', 'c', 'b', 'a'], false]);
  list.remove(all[0]!);
  list.put(one('x', 3.5));
  expect(ids(list)).toEqual(['d', 'x', 'c', 'b', 'a']);
});

test('what was on the screen is reported once, together, and stays marked as new', async () => {
  const all = [one('b', 2), one('a', 1)];
  const server = serverWith(all);
  const list = new Announcements(server, 'course');
  await list.load();
  const [b, a] = [list.list![0]!, list.list![1]!];
  list.see({ ...b });
  list.see({ ...a });
  list.see({ ...a });
  await settled();
  expect(server.seen).toEqual([['b', 'a']]);
  await list.load();
  list.see(list.list![0]!);
  await settled();
  expect(server.seen).toHaveLength(1);
  expect(list.isFresh(a)).toBe(true);
  const later = new Announcements(server, 'course');
  await later.load();
  expect(later.isFresh(a)).toBe(false);
});

test('what could not be reported is reported when it is seen again', async () => {
  const server = serverWith([one('a', 1)]);
  const list = new Announcements(server, 'course');
  await list.load();
  server.fails = true;
  list.see({ ...list.list![0]! });
  await settled();
  await list.load();
  expect([ids(list), list.failure]).toEqual([['a'], new ApiError('network', 0)]);
  server.fails = false;
  list.see({ ...list.list![0]! });
  await settled();
  expect(server.seen).toEqual([['a']]);
});
