import { describe, expect, test } from 'vitest';
import { ApiError } from '../../core/http';
import type { RosterQuestion } from '../../core/courseRoutes';
import type { Member, MemberChange, RosterPage } from '../../protocol/generated';
import { Roster } from './roster.svelte';

const line = (id: number, rest: Partial<Member> = {}): Member => ({
  id,
  name: `Person ${String(id).padStart(4, '0')}`,
  email: `p${id}@school.example`,
  email_confirmed: true,
  role: 'student',
  state: 'active',
  group: null,
  pronouns: '',
  photo: null,
  you: false,
  ...rest,
});

const PAGE = 100;

/** A server with these lines; `held` answers are given when the test lets them go. */
function serverWith(lines: Member[]) {
  const asked: RosterQuestion[] = [];
  const held: (() => void)[] = [];
  const server = {
    hold: false,
    async roster(_: string, question: RosterQuestion): Promise<RosterPage> {
      asked.push(question);
      if (server.hold) await new Promise<void>((done) => held.push(done));
      const { search = '', state, skip = 0 } = question;
      const fit = lines.filter(
        (each) => each.name.includes(search) && (state ? each.state === state : each.state !== 'removed'),
      );
      const members = fit.slice(skip, skip + PAGE);
      return { members, total: fit.length, next: skip + PAGE < fit.length ? skip + PAGE : null };
    },
    async changeMember(_: string, id: number, change: MemberChange): Promise<Member> {
      const at = lines.findIndex((each) => each.id === id);
      if (change.role === 'observer') throw new ApiError('last_one', 409);
      return (lines[at] = { ...lines[at]!, ...change });
    },
  };
  return { server, asked, held };
}

const lines = (count: number) => Array.from({ length: count }, (_, index) => line(index + 1));
const ids = (roster: Roster) => roster.members.map(({ id }) => id);

describe('pages', () => {
  test('come one after the other until there is no more', async () => {
    const { server, asked } = serverWith(lines(250));
    const roster = new Roster(server, 'c');
    await roster.load();
    expect([roster.members.length, roster.total, roster.hasMore]).toEqual([100, 250, true]);
    await roster.more();
    await roster.more();
    await roster.more();
    expect([roster.members.length, roster.hasMore, asked.length]).toEqual([250, false, 3]);
    expect(new Set(ids(roster)).size).toBe(250);
  });

  test('show nobody twice when somebody was added meanwhile', async () => {
    const all = lines(150);
    const { server } = serverWith(all);
    const roster = new Roster(server, 'c');
    await roster.load();
    all.unshift(line(999));
    await roster.more();
    expect(ids(roster)).toEqual(lines(150).map(({ id }) => id));
  });

  test('begin anew with another question, of which nothing empty is asked', async () => {
    const { server, asked } = serverWith(lines(250));
    const roster = new Roster(server, 'c');
    await roster.load();
    roster.search = ' 0120 ';
    await roster.load();
    expect(asked).toEqual([{}, { search: '0120' }]);
    expect(roster.total).toBe(1);
  });

  test('are of the newest question, whichever answer comes last', async () => {
    const { server, held } = serverWith(lines(250));
    const roster = new Roster(server, 'c');
    server.hold = true;
    roster.search = '01';
    const first = roster.load();
    roster.search = '0123';
    const second = roster.load();
    held[1]!();
    await second;
    held[0]!();
    await first;
    expect(ids(roster)).toEqual([123]);
    expect(roster.loading).toBe(false);
  });

  test('stay when the server does not answer', async () => {
    const { server } = serverWith(lines(2));
    const roster = new Roster(server, 'c');
    await roster.load();
    server.roster = () => Promise.reject(new ApiError('network', 0));
    await roster.load();
    expect(ids(roster)).toEqual([1, 2]);
    expect(roster.failure).toMatchObject({ code: 'network' });
  });
});

describe('a change', () => {
  test('is shown as the server has it, and a refused one is not', async () => {
    const { server } = serverWith(lines(3));
    const roster = new Roster(server, 'c');
    await roster.load();
    await roster.change(roster.members[1]!, { role: 'assistant' });
    expect(roster.members[1]).toMatchObject({ id: 2, role: 'assistant' });
    await expect(roster.change(roster.members[0]!, { role: 'observer' })).rejects.toMatchObject({ code: 'last_one' });
    expect(roster.members[0]).toMatchObject({ id: 1, role: 'student' });
  });

  test('takes a line away when it does not fit the question any more', async () => {
    const { server } = serverWith([line(1, { state: 'asking' }), line(2, { state: 'asking' }), line(3)]);
    const roster = new Roster(server, 'c');
    roster.state = 'asking';
    await roster.load();
    await roster.change(roster.members[0]!, { state: 'active' });
    expect([ids(roster), roster.total]).toEqual([[2], 1]);
  });

  test('of somebody who is removed is undone in their place', async () => {
    const { server } = serverWith(lines(3));
    const roster = new Roster(server, 'c');
    await roster.load();
    const undo = await roster.remove(roster.members[1]!);
    expect([ids(roster), roster.total]).toEqual([[1, 3], 2]);
    await undo();
    expect([ids(roster), roster.total]).toEqual([[1, 2, 3], 3]);
    expect(roster.members[1]!.state).toBe('active');
  });
});
