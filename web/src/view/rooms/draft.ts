/** Breakout rooms while they are being made: who goes where, under which rules. Pure; randomness is given. */

import type { Command, NewRoom, Participant, ParticipantId, Room, RoomRules, Snapshot } from '../../protocol/generated';
import { LIMITS } from '../../protocol/generated';
import { shuffled, type Random } from '../kit/random';
import { distinctNames, folded } from '../presence/names';
import { isStaff } from '../presence/people';
import { MAIN_ROOM } from './rooms';

/** A room to be. */
export interface DraftRoom {
  readonly name: string;
  readonly task: string;
  /** How long it is open; `null`: until it is closed. */
  readonly minutes: number | null;
  readonly members: readonly ParticipantId[];
  /** Names of people who are not here yet. */
  readonly expected: readonly string[];
}

/** What was said for all rooms; one that is added later begins with it. */
export type ForAll = Pick<DraftRoom, 'task' | 'minutes'>;

/** All of them, and what holds in them. */
export interface RoomsDraft {
  readonly rooms: readonly DraftRoom[];
  readonly all: ForAll;
  readonly rules: RoomRules;
}

/** Fewer than this are no groups, when all are put into groups. */
const GROUPS_AT_LEAST = 2;

/** The name of the room at a position, from 0, until somebody gives another. */
export type NameOf = (position: number) => string;

/** People who can be put into rooms: all who are here, not staff, and in no room already. */
export function toPlace(snapshot: Snapshot): Participant[] {
  return snapshot.participants.filter(({ present, role, room }) => present && !isStaff(role) && room === MAIN_ROOM);
}

/** How many rooms there can be. */
export function roomCount(wanted: number): number {
  const whole = Number.isFinite(wanted) ? Math.round(wanted) : 1;
  return Math.min(LIMITS.roomsAtOnce, Math.max(1, whole));
}

/** How many rooms it takes so that nobody is in a larger group than `size`. */
export function roomsFor(people: number, size: number): number {
  return roomCount(Math.max(GROUPS_AT_LEAST, Math.ceil(people / Math.max(1, Math.round(size) || 1))));
}

/** A new draft of empty rooms. */
export function newDraft(count: number, nameOf: NameOf): RoomsDraft {
  const all: ForAll = { task: '', minutes: null };
  const rooms = Array.from({ length: roomCount(count) }, (_, position) => emptyRoom(nameOf(position), all));
  return { rooms, all, rules: { may_return: true, may_choose: false, late: 'main', watching: 'members' } };
}

function emptyRoom(name: string, all: ForAll): DraftRoom {
  return { ...all, name, members: [], expected: [] };
}

/** As many rooms as wanted: new ones are empty, and those inside a room that goes are placed nowhere. */
export function withCount(draft: RoomsDraft, count: number, nameOf: NameOf): RoomsDraft {
  const wanted = roomCount(count);
  const more = Array.from({ length: Math.max(0, wanted - draft.rooms.length) }, (_, index) =>
    emptyRoom(nameOf(draft.rooms.length + index), draft.all),
  );
  return { ...draft, rooms: [...draft.rooms, ...more].slice(0, wanted) };
}

/** Everybody into the rooms by chance, in groups that differ by one at most. */
export function atRandom(draft: RoomsDraft, people: readonly ParticipantId[], random: Random): RoomsDraft {
  const order = shuffled(people, random);
  const count = draft.rooms.length;
  const rooms = draft.rooms.map((room, position) => ({
    ...room,
    members: order.filter((_, index) => index % count === position),
    expected: [],
  }));
  return { ...draft, rooms };
}

/** Nobody into any room. */
export function nobody(draft: RoomsDraft): RoomsDraft {
  return { ...draft, rooms: draft.rooms.map((room) => ({ ...room, members: [], expected: [] })) };
}

/** One person into a room, or with `null` out of all. */
export function put(draft: RoomsDraft, person: ParticipantId, position: number | null): RoomsDraft {
  const rooms = draft.rooms.map((room, index) => {
    const others = room.members.filter((id) => id !== person);
    return index === position ? { ...room, members: [...others, person] } : { ...room, members: others };
  });
  return { ...draft, rooms };
}

/** The position of the room in which somebody is placed; `null` when nowhere. */
export function placeOf(draft: RoomsDraft, person: ParticipantId): number | null {
  const position = draft.rooms.findIndex((room) => room.members.includes(person));
  return position < 0 ? null : position;
}

/** Changes one room. */
export function changeRoom(draft: RoomsDraft, position: number, change: Partial<DraftRoom>): RoomsDraft {
  return { ...draft, rooms: draft.rooms.map((room, index) => (index === position ? { ...room, ...change } : room)) };
}

/** Changes all rooms in the same way, also those that are still to come. */
export function changeAll(draft: RoomsDraft, change: Partial<ForAll>): RoomsDraft {
  const rooms = draft.rooms.map((room) => ({ ...room, ...change }));
  return { ...draft, rooms, all: { ...draft.all, ...change } };
}

/** Without those who have left meanwhile. */
export function stillHere(draft: RoomsDraft, people: readonly ParticipantId[]): RoomsDraft {
  const here = new Set(people);
  if (draft.rooms.every((room) => room.members.every((id) => here.has(id)))) return draft;
  const rooms = draft.rooms.map((room) => ({ ...room, members: room.members.filter((id) => here.has(id)) }));
  return { ...draft, rooms };
}

/** The breakout rooms that were open last, as far as they are closed. */
export function lastRooms(snapshot: Snapshot): Room[] {
  const closed = snapshot.rooms.filter((room) => room.id !== MAIN_ROOM && !room.open);
  const last = closed.at(-1)?.opened;
  return closed.filter((room) => room.opened === last).slice(-LIMITS.roomsAtOnce);
}

/** The same rooms as last time, with those who were there at the end, or were assigned to them and never came; as far as they are here. */
export function asLastTime(draft: RoomsDraft, snapshot: Snapshot): RoomsDraft {
  const last = lastRooms(snapshot);
  if (last.length === 0) return draft;
  const homes = toPlace(snapshot).map(({ id, breakout }) => {
    const home = last.find((room) => room.id === breakout) ?? last.find((room) => room.members.includes(id));
    return { id, home: home?.id };
  });
  const tasks = new Set(last.map((room) => room.task));
  // One task in all of them was said for all; what is said now comes first.
  const all = { ...draft.all, task: draft.all.task || (tasks.size === 1 ? last[0]!.task : '') };
  const rooms = last.map((room) => ({
    ...emptyRoom(room.name, all),
    task: all.task || room.task,
    members: homes.filter(({ home }) => home === room.id).map(({ id }) => id),
  }));
  return { ...draft, rooms, all };
}

/** A line of a list: somebody, and the room in which they shall be. */
export interface Listed {
  readonly name: string;
  readonly room: string | null;
}

/**
 * Reads a list: one person a line, as `name` or `name,room`; also with semicolons or tabs, as tables are pasted. Its first
 * line may say what stands where, in any order. An e-mail address stands for a name where there is none.
 */
export function readList(text: string): Listed[] {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map(cells)
    .filter((line) => line.some((cell) => cell !== ''));
  const columns = columnsOf(lines[0] ?? []);
  const people = columns
    ? lines.slice(1).map((line) => [line[columns.name] || line[columns.address], line[columns.room]])
    : lines.map(withoutAddress);
  return people.flatMap(([name = '', room = '']) =>
    name === '' ? [] : [{ name: withoutHost(name), room: room === '' ? null : room }],
  );
}

const ADDRESS = /^\S+@\S+$/;

/** The cells of a line, without its addresses when there is a name beside them. One cell after an address is a room. */
function withoutAddress(line: readonly string[]): readonly string[] {
  const others = line.filter((cell) => !ADDRESS.test(cell));
  const written = others.filter((cell) => cell !== '').length;
  return written > (ADDRESS.test(line[0]!) ? 1 : 0) ? others : line;
}

/** What somebody with this address is likely to be called here: seats have names, not addresses. */
function withoutHost(name: string): string {
  if (!ADDRESS.test(name)) return name;
  const words = name.replace(/(\+.*)?@.*$/, '').split(/[._]+/);
  return words
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join(' ')
    .trim();
}

/** Where names, addresses and rooms stand, as a heading says; nothing when the line is none: a person may be called Room. */
function columnsOf(line: readonly string[]): { name: number; address: number; room: number } | undefined {
  const titles = line.map(folded);
  const at = (...names: readonly string[]) => titles.findIndex((title) => names.includes(title));
  const name = at('name', 'full name', 'display name');
  const address = at('email', 'e-mail', 'mail', 'email address', 'e-mail address');
  return name < 0 && address < 0 ? undefined : { name, address, room: at('room', 'group', 'breakout room') };
}

function cells(line: string): string[] {
  const found = line.matchAll(/\s*("(?:[^"]|"")*"|[^,;\t]*)\s*(?:[,;\t]|$)/g);
  return [...found].map(([, cell = '']) => cell.trim().replace(/^"|"$/g, '').replaceAll('""', '"').trim());
}

/** What a list makes of the draft. */
export interface FromList {
  readonly draft: RoomsDraft;
  /** How many of the list are here, and how many are expected. */
  readonly here: number;
  readonly expected: number;
  /** Names that more than one person has who can be placed. */
  readonly shared: readonly string[];
  /** Names of those who are here and are not placed: staff, and who is in a room already. */
  readonly elsewhere: readonly string[];
}

/**
 * Places people by a list. Its rooms take the place of those of the draft when it names any; a number alone is the room at that
 * position. Those without a room go into the smallest. Whoever is not here is expected. Where more people have a name than
 * the list says, it cannot tell which of them it means, and places none.
 */
export function fromList(draft: RoomsDraft, list: readonly Listed[], snapshot: Snapshot, nameOf: NameOf): FromList {
  const names = [...new Set(list.flatMap(({ room }) => (room === null ? [] : [roomName(room, nameOf)])))];
  const rooms = names
    .slice(0, LIMITS.roomsAtOnce)
    .map((name) => draft.rooms.find((r) => r.name === name) ?? emptyRoom(name, draft.all));
  const start = rooms.length > 0 ? { ...draft, rooms } : draft;
  const filled = nobody(start).rooms.map((room) => ({
    ...room,
    members: [...room.members],
    expected: [...room.expected],
  }));
  // Those with a room first: the others even out what is left.
  const lines = list.toSorted((a, b) => Number(a.room === null) - Number(b.room === null));
  const { ids, shared } = found(lines, snapshot);
  const here = new Map(snapshot.participants.flatMap(({ name, present }) => (present ? [[folded(name), name]] : [])));
  const elsewhere = new Set<string>();
  const listed = new Set<string>();
  const size = (room: (typeof filled)[number]) => room.members.length + room.expected.length;
  for (const line of lines) {
    const { name, room } = line;
    const named = room === null ? undefined : filled.find((other) => other.name === roomName(room, nameOf));
    const target = named ?? filled.reduce((least, other) => (size(other) < size(least) ? other : least));
    const id = ids.get(line);
    const key = folded(name);
    if (id !== undefined) target.members.push(id);
    else if (!listed.has(key) && !shared.has(key)) {
      const other = here.get(key);
      if (other === undefined) target.expected.push([...name].slice(0, LIMITS.nameChars).join(''));
      else elsewhere.add(other);
    }
    listed.add(key);
  }
  const expected = filled.reduce((sum, room) => sum + room.expected.length, 0);
  return {
    draft: { ...start, rooms: filled },
    here: ids.size,
    expected,
    shared: [...shared.values()],
    elsewhere: [...elsewhere],
  };
}

/** Whom the lines of a list mean, of those who can be placed; and the names that more than one of them has. */
function found(lines: readonly Listed[], snapshot: Snapshot) {
  const names = distinctNames(snapshot.participants);
  const ids = new Map<Listed, ParticipantId>();
  const shared = new Map<string, string>();
  let left = toPlace(snapshot);
  const take = (line: Listed, person: Participant) => {
    ids.set(line, person.id);
    left = left.filter((other) => other !== person);
  };
  // One with a number is one person; of those that are left of a name, the name says who.
  for (const line of lines) {
    const one = left.find(({ id, name }) => names.get(id) !== name && folded(names.get(id)!) === folded(line.name));
    if (one) take(line, one);
  }
  const others = lines.flatMap((line) => (ids.has(line) ? [] : [{ line, key: folded(line.name) }]));
  for (const wanted of new Set(others.map(({ key }) => key))) {
    const same = others.filter(({ key }) => key === wanted);
    const people = left.filter(({ name }) => folded(name) === wanted);
    if (people.length > 1) shared.set(wanted, people[0]!.name);
    if (people.length <= same.length) people.forEach((person, index) => take(same[index]!.line, person));
  }
  return { ids, shared };
}

function roomName(room: string, nameOf: NameOf): string {
  return /^\d{1,3}$/.test(room) ? nameOf(Number(room) - 1) : [...room].slice(0, LIMITS.roomNameChars).join('');
}

/** What is asked of the server. Self-chosen rooms begin empty. */
export function openCommand(draft: RoomsDraft, nameOf: NameOf): Command {
  const rooms = draft.rooms.map((room, position): NewRoom => ({
    name: room.name.trim() || nameOf(position),
    task: room.task.trim(),
    duration: room.minutes === null ? null : Math.min(LIMITS.durationMs, Math.round(room.minutes * 60_000)),
    members: [...room.members],
    expected: [...room.expected],
  }));
  return { do: 'open_rooms', rooms, rules: draft.rules };
}
