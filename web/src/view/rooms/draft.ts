/** Breakout rooms while staff plan them: their people and rules. Pure; the caller gives the random numbers. */

import type {
  Command,
  Group,
  NewRoom,
  Participant,
  ParticipantId,
  Room,
  RoomRules,
  Snapshot,
} from '../../protocol/generated';
import { LIMITS } from '../../protocol/generated';
import { shuffled, type Random } from '../kit/random';
import { folded } from '../kit/format';
import { displayName } from '../presence/names';
import { isStaff } from '../presence/people';
import { MAIN_ROOM } from './rooms';

/** A room that is planned. */
export interface DraftRoom {
  readonly name: string;
  readonly task: string;
  /** How long it stays open; `null` for until staff close it. */
  readonly minutes: number | null;
  readonly members: readonly ParticipantId[];
  /** Names of people who are not here yet. */
  readonly expected: readonly string[];
}

/** The task and time for all rooms. A room that is added later begins with them. */
export type ForAll = Pick<DraftRoom, 'task' | 'minutes'>;

/** All planned rooms, and their rules. */
export interface RoomsDraft {
  readonly rooms: readonly DraftRoom[];
  readonly all: ForAll;
  readonly rules: RoomRules;
}

/** The least number of groups into which everybody is divided. */
const GROUPS_AT_LEAST = 2;

/** The default name of the room at a position, from 0. */
export type NameOf = (position: number) => string;

/** The people who can be placed: present, not staff, and in no breakout room. */
export function toPlace(snapshot: Snapshot): Participant[] {
  return snapshot.participants.filter(({ present, role, room }) => present && !isStaff(role) && room === MAIN_ROOM);
}

/** The number of rooms, within the limits. */
export function roomCount(wanted: number): number {
  const whole = Number.isFinite(wanted) ? Math.round(wanted) : 1;
  return Math.min(LIMITS.roomsAtOnce, Math.max(1, whole));
}

/** The number of rooms at which no group is larger than `size`. */
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

/** The draft with another number of rooms. New rooms are empty; people in a room that is dropped are not placed. */
export function withCount(draft: RoomsDraft, count: number, nameOf: NameOf): RoomsDraft {
  const wanted = roomCount(count);
  const more = Array.from({ length: Math.max(0, wanted - draft.rooms.length) }, (_, index) =>
    emptyRoom(nameOf(draft.rooms.length + index), draft.all),
  );
  return { ...draft, rooms: [...draft.rooms, ...more].slice(0, wanted) };
}

/** Places everybody at random, in groups whose sizes differ by one at most. */
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

/** Takes everybody out of the rooms. */
export function nobody(draft: RoomsDraft): RoomsDraft {
  return { ...draft, rooms: draft.rooms.map((room) => ({ ...room, members: [], expected: [] })) };
}

/** Places one person into a room, or with `null` into none. */
export function put(draft: RoomsDraft, person: ParticipantId, position: number | null): RoomsDraft {
  const rooms = draft.rooms.map((room, index) => {
    const others = room.members.filter((id) => id !== person);
    return index === position ? { ...room, members: [...others, person] } : { ...room, members: others };
  });
  return { ...draft, rooms };
}

/** The position of the room in which a person is placed; `null` for none. */
export function placeOf(draft: RoomsDraft, person: ParticipantId): number | null {
  const position = draft.rooms.findIndex((room) => room.members.includes(person));
  return position < 0 ? null : position;
}

/** Changes one room. */
export function changeRoom(draft: RoomsDraft, position: number, change: Partial<DraftRoom>): RoomsDraft {
  return { ...draft, rooms: draft.rooms.map((room, index) => (index === position ? { ...room, ...change } : room)) };
}

/** Changes all rooms in the same way, also those that are added later. */
export function changeAll(draft: RoomsDraft, change: Partial<ForAll>): RoomsDraft {
  const rooms = draft.rooms.map((room) => ({ ...room, ...change }));
  return { ...draft, rooms, all: { ...draft.all, ...change } };
}

/** The draft without people who have left. */
export function stillHere(draft: RoomsDraft, people: readonly ParticipantId[]): RoomsDraft {
  const here = new Set(people);
  if (draft.rooms.every((room) => room.members.every((id) => here.has(id)))) return draft;
  const rooms = draft.rooms.map((room) => ({ ...room, members: room.members.filter((id) => here.has(id)) }));
  return { ...draft, rooms };
}

/** The breakout rooms that were open last and are closed now. */
export function lastRooms(snapshot: Snapshot): Room[] {
  const closed = snapshot.rooms.filter((room) => room.id !== MAIN_ROOM && !room.open);
  const last = closed.at(-1)?.opened;
  return closed.filter((room) => room.opened === last).slice(-LIMITS.roomsAtOnce);
}

/** The rooms of last time, with the people who were in them at the end or were assigned and never came, if present. */
export function asLastTime(draft: RoomsDraft, snapshot: Snapshot): RoomsDraft {
  const last = lastRooms(snapshot);
  if (last.length === 0) return draft;
  const homes = toPlace(snapshot).map(({ id, breakout }) => {
    const home = last.find((room) => room.id === breakout) ?? last.find((room) => room.members.includes(id));
    return { id, home: home?.id };
  });
  const tasks = new Set(last.map((room) => room.task));
  // A task that all rooms had becomes the task for all rooms, unless there is a new one.
  const all = { ...draft.all, task: draft.all.task || (tasks.size === 1 ? last[0]!.task : '') };
  const rooms = last.map((room) => ({
    ...emptyRoom(room.name, all),
    task: all.task || room.task,
    members: homes.filter(({ home }) => home === room.id).map(({ id }) => id),
  }));
  return { ...draft, rooms, all };
}

/**
 * A room for each group of the course, as many as there can be, with its people who can be placed now. Those who are not here are
 * expected, by a name in one room at most.
 */
export function asGroups(draft: RoomsDraft, groups: readonly Group[], snapshot: Snapshot): RoomsDraft {
  const free = new Set(toPlace(snapshot).map(({ id }) => id));
  const here = new Set(snapshot.participants.flatMap(({ id, present }) => (present ? [id] : [])));
  const names = new Set<string>();
  const rooms = groups.slice(0, LIMITS.roomsAtOnce).map(({ name, members }): DraftRoom => {
    const away = members.filter((member) => {
      const key = folded(member.name);
      if ((member.participant !== null && here.has(member.participant)) || names.has(key)) return false;
      names.add(key);
      return true;
    });
    return {
      ...emptyRoom(cut(name, LIMITS.roomNameChars), draft.all),
      members: members.flatMap(({ participant }) =>
        participant !== null && free.has(participant) ? [participant] : [],
      ),
      expected: away.map((member) => cut(member.name, LIMITS.nameChars)),
    };
  });
  return { ...draft, rooms };
}

function cut(text: string, chars: number): string {
  return [...text].slice(0, chars).join('');
}

/** A line of a list: a person, and their room. */
export interface Listed {
  readonly name: string;
  readonly room: string | null;
}

/**
 * Reads a list with one person a line, as `name` or `name,room`; semicolons and tabs separate, too, as in pasted tables.
 * The first line may name the columns, in any order. An e-mail address is used where there is no name.
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

/** The cells of a line, without e-mail addresses if there is a name. A single cell after an address is a room. */
function withoutAddress(line: readonly string[]): readonly string[] {
  const others = line.filter((cell) => !ADDRESS.test(cell));
  const written = others.filter((cell) => cell !== '').length;
  return written > (ADDRESS.test(line[0]!) ? 1 : 0) ? others : line;
}

/** The likely name of a person with this e-mail address: seats have names, not addresses. */
function withoutHost(name: string): string {
  if (!ADDRESS.test(name)) return name;
  const words = name.replace(/(\+.*)?@.*$/, '').split(/[._]+/);
  return words
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join(' ')
    .trim();
}

/** The columns of names, addresses and rooms in a heading; undefined for any other line: a name may be "Room". */
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

/** The result of a list. */
export interface FromList {
  readonly draft: RoomsDraft;
  /** How many people of the list are present, and how many are expected. */
  readonly here: number;
  readonly expected: number;
  /** Names that more than one of the people who can be placed have. */
  readonly shared: readonly string[];
  /** Names of people who are present and cannot be placed: staff, and people in a breakout room. */
  readonly elsewhere: readonly string[];
}

/**
 * Places people by a list. If the list names rooms, they replace those of the draft; a number alone is the room at that
 * position. People without a room go into the smallest room, people who are not present are expected. Where more people
 * have a name than lines do, the list does not tell which of them it means, and none is placed.
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
  // Lines with a room come first: the others even out the sizes.
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
      if (other === undefined) target.expected.push(cut(name, LIMITS.nameChars));
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

/** The people whom the lines mean, among those who can be placed, and the names that several of these have. */
function found(lines: readonly Listed[], snapshot: Snapshot) {
  const ids = new Map<Listed, ParticipantId>();
  const shared = new Map<string, string>();
  let left = toPlace(snapshot);
  const take = (line: Listed, person: Participant) => {
    ids.set(line, person.id);
    left = left.filter((other) => other !== person);
  };
  // A name with a number means one person; a name without one means a person who is left with that name.
  for (const line of lines) {
    const one = left.find(
      (person) => person.namesake !== undefined && folded(displayName(person)) === folded(line.name),
    );
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
  return /^\d{1,3}$/.test(room) ? nameOf(Number(room) - 1) : cut(room, LIMITS.roomNameChars);
}

/** The command that opens the rooms. Rooms that people choose by themselves begin empty. */
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
