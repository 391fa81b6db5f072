import { describe, expect, test } from 'vitest';
import type { Room } from '../../protocol/generated';
import { classOf, person, roomWith } from '../kit/fixture';
import { shuffled } from '../kit/random';
import {
  asGroups,
  asLastTime,
  atRandom,
  changeAll,
  changeRoom,
  fromList,
  lastRooms,
  newDraft,
  openCommand,
  placeOf,
  put,
  readList,
  roomCount,
  roomsFor,
  stillHere,
  toPlace,
  withCount,
} from './draft';

const nameOf = (position: number) => `Room ${position + 1}`;
const draft = newDraft(3, nameOf);
const members = (of: typeof draft) => of.rooms.map((room) => room.members);

/** Random numbers that repeat. */
function seeded(seed: number) {
  let state = seed;
  return (n: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * n);
  };
}

describe('by chance', () => {
  test('a shuffle keeps everybody, and every order is as likely', () => {
    const random = seeded(7);
    const counts = new Map<string, number>();
    for (let round = 0; round < 6_000; round += 1) {
      const order = shuffled(['a', 'b', 'c'], random).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });

  test('groups differ by one at most', () => {
    const people = Array.from({ length: 11 }, (_, id) => id);
    const placed = members(atRandom(draft, people, seeded(3)));
    expect(placed.map((room) => room.length)).toEqual([4, 4, 3]);
    expect(placed.flat().sort((a, b) => a - b)).toEqual(people);
  });

  test('whoever an abandoned list expected is expected no more', () => {
    const { draft: listed } = fromList(draft, readList('Ada'), classOf([]), nameOf);
    expect(atRandom(listed, [1], seeded(1)).rooms.flatMap(({ expected }) => expected)).toEqual([]);
  });

  test('by count or by size, within the limits', () => {
    expect([0, 1, 7.4, 99, Number.NaN].map(roomCount)).toEqual([1, 1, 7, 50, 1]);
    expect(roomsFor(11, 4)).toBe(3);
    expect(roomsFor(3, 0)).toBe(3);
  });
});

describe('by hand', () => {
  test('one is in one room at most', () => {
    const placed = put(put(draft, 5, 0), 5, 2);
    expect([members(placed), placeOf(placed, 5)]).toEqual([[[], [], [5]], 2]);
    expect(placeOf(put(placed, 5, null), 5)).toBeNull();
  });

  test('who left, or whose room is gone, is placed nowhere', () => {
    const placed = put(put(draft, 5, 2), 6, 0);
    expect(members(withCount(placed, 2, nameOf))).toEqual([[6], []]);
    expect(members(stillHere(placed, [5]))).toEqual([[], [], [5]]);
    expect(stillHere(placed, [5, 6])).toBe(placed);
    expect(withCount(draft, 4, nameOf).rooms[3]!.name).toBe('Room 4');
  });

  test('staff are not placed, nor those who are gone or in a room', () => {
    const people = [person(1), person(2, { role: 'assistant' }), person(3, { present: false }), person(4, { room: 1 })];
    expect(toPlace(classOf(people)).map(({ id }) => id)).toEqual([1]);
  });
});

describe('for all rooms', () => {
  const said = changeAll(draft, { task: 'Read', minutes: 5 });
  const tasks = (of: typeof draft) => of.rooms.map(({ name, task, minutes }) => [name, task, minutes]);

  test('one that is added later begins with it, also when one room has its own', () => {
    const more = withCount(changeRoom(said, 0, { task: 'Write' }), 4, nameOf);
    expect(tasks(more).filter(([, task]) => task === 'Read')).toHaveLength(3);
    expect(tasks(more).at(-1)).toEqual(['Room 4', 'Read', 5]);
    expect(more.all).toEqual({ task: 'Read', minutes: 5 });
  });

  test('also in rooms of a list, and in those of last time', () => {
    expect(tasks(fromList(said, readList('Ada,Red'), classOf([]), nameOf).draft)).toEqual([['Red', 'Read', 5]]);
    const before = (id: number, task: string) => roomWith(id, { open: false, opened: 10, task });
    const last = classOf([], { rooms: [roomWith(0), before(1, 'Draw'), before(2, 'Sing')] });
    expect(tasks(asLastTime(said, last))).toEqual([
      ['Room 1', 'Read', 5],
      ['Room 2', 'Read', 5],
    ]);
    expect(asLastTime(draft, last).all.task).toBe('');
  });

  test('one task of last time goes to a further room, too', () => {
    const before = (id: number) => roomWith(id, { open: false, opened: 10, task: 'Draw' });
    const again = asLastTime(draft, classOf([], { rooms: [roomWith(0), before(1), before(2)] }));
    expect(withCount(again, 3, nameOf).rooms.map(({ task }) => task)).toEqual(['Draw', 'Draw', 'Draw']);
  });
});

describe('as last time', () => {
  const last = (id: number, opened: number, rest: Partial<Room> = {}) => roomWith(id, { open: false, opened, ...rest });

  test('the newest opening, with those who are here', () => {
    const rooms = [
      roomWith(0),
      ...[last(1, 10, { members: [1, 2] }), last(2, 10, { members: [3] })],
      ...[last(3, 50, { members: [1, 3], task: 'Read' }), last(4, 50, { members: [2] })],
    ];
    const snapshot = classOf([person(1), person(2), person(3, { present: false })], { rooms });
    expect(lastRooms(snapshot).map(({ id }) => id)).toEqual([3, 4]);
    const again = asLastTime(draft, snapshot);
    expect(again.rooms.map(({ name, task, members }) => [name, task, members])).toEqual([
      ['Room 3', 'Read', [1]],
      ['Room 4', '', [2]],
    ]);
    expect(asLastTime(draft, classOf([]))).toBe(draft);
  });

  test('openings do not mix, whatever their rooms are called and whoever was in them', () => {
    const first = [last(1, 10, { members: [1, 2] }), last(2, 10, { members: [3, 4] })];
    const second = [last(3, 50, { members: [1] }), last(4, 50, { members: [2] })];
    const snapshot = classOf([], { rooms: [roomWith(0), ...first, ...second] });
    expect(lastRooms(snapshot).map(({ id }) => id)).toEqual([3, 4]);
  });

  test('where people were at the end counts, not where they were assigned: they chose, were moved, or came late', () => {
    const rooms = [roomWith(0), last(1, 10, { members: [9] }), last(2, 50), last(3, 50, { members: [3, 4] })];
    const people = [
      person(1, { breakout: 2 }),
      person(2, { breakout: 3 }),
      person(3, { breakout: 2 }),
      ...[person(4, { breakout: 1 }), person(5, { breakout: 1 })],
    ];
    expect(members(asLastTime(draft, classOf(people, { rooms })))).toEqual([
      [1, 3],
      [2, 4],
    ]);
  });
});

describe('from a list', () => {
  test('lines, cells, quotes', () => {
    expect(readList('Ada\r\n"Lovelace, Ada", Red\n\nBo;2\nCy\tBlue\n "Di ""D""" ,')).toEqual([
      { name: 'Ada', room: null },
      { name: 'Lovelace, Ada', room: 'Red' },
      { name: 'Bo', room: '2' },
      { name: 'Cy', room: 'Blue' },
      { name: 'Di "D"', room: null },
    ]);
  });

  test('a heading says what stands where; addresses have no part beside names', () => {
    const ada = [{ name: 'Ada', room: 'Red' }];
    expect(readList('Name,E-mail,Room\nAda,ada@example.org,Red')).toEqual(ada);
    expect(readList('\uFEFF\n"room";"email";"NAME "\r\n"Red";"ada@example.org";"Ada"')).toEqual(ada);
    expect(readList('Email\tName\nada@example.org\tAda\nbo@example.org\t').map(({ name }) => name)).toEqual([
      'Ada',
      'Bo',
    ]);
    expect(readList('E-mail,Room\nada@example.org,Red')).toEqual(ada);
    expect(readList('Full name,Group\nAda,Red')).toEqual(ada);
  });

  test('without a heading the first line is a person', () => {
    expect(readList('Ada,Red\nName,Blue').map(({ name }) => name)).toEqual(['Ada', 'Name']);
    expect(readList('Ada,ada@example.org,Red\nbo@example.org')).toEqual([
      { name: 'Ada', room: 'Red' },
      { name: 'Bo', room: null },
    ]);
    expect(readList('Room\nAda').map(({ name }) => name)).toEqual(['Room', 'Ada']);
  });

  test('an address stands for a name', () => {
    const people = [person(1, { name: 'Ada Lovelace' }), person(2, { name: 'jean-luc' })];
    const list = readList('ada.lovelace@example.org,Red\njean-luc+class@example.org,Red\ngrace_hopper@example.org,Red');
    const { draft: made } = fromList(draft, list, classOf(people), nameOf);
    expect(made.rooms).toMatchObject([{ name: 'Red', members: [1, 2], expected: ['Grace Hopper'] }]);
  });

  test('who is here is placed, who is not is expected', () => {
    const people = [person(1, { name: 'Zoë' }), person(2, { name: 'Bo' })];
    const list = readList('zoe,Red\nAda,Red\nbo,1\nCy');
    const { draft: made, here, expected } = fromList(draft, list, classOf(people), nameOf);
    expect([here, expected]).toEqual([2, 2]);
    expect(made.rooms.map(({ name, members, expected }) => [name, members, expected])).toEqual([
      ['Red', [1], ['Ada']],
      ['Room 1', [2], ['Cy']],
    ]);
  });

  test('of one name are as many as are here; nobody is expected twice', () => {
    const people = [person(1, { name: 'Sam' }), person(2, { name: 'Sam' })];
    const { draft: made, expected } = fromList(draft, readList('Sam\nsam\nSam\nAda\nADA'), classOf(people), nameOf);
    expect(made.rooms.map(({ members }) => members)).toEqual([[1], [2], []]);
    expect([expected, made.rooms[2]!.expected]).toEqual([1, ['Ada']]);
  });

  test('one name of several people says nothing of who is meant; a number does', () => {
    const here = classOf([
      person(1, { name: 'Ana' }),
      ...[2, 3].map((id) => person(id, { name: 'Ana', namesake: id })),
    ]);
    const of = (text: string) => fromList(draft, readList(text), here, nameOf);
    const { draft: made, ...rest } = of('ana,Red');
    expect([rest, made.rooms[0]]).toMatchObject([
      { here: 0, expected: 0, shared: ['Ana'] },
      { members: [], expected: [] },
    ]);
    expect(of('Ana (3),Red')).toMatchObject({ here: 1, shared: [], draft: { rooms: [{ members: [3] }] } });
    expect(of('Ana,Red\nana (2),Blue\nAna (3),Blue')).toMatchObject({ here: 3, shared: [] });
  });

  test('who is here and cannot be placed is not expected', () => {
    const here = classOf([person(1, { name: 'Dr. Okafor', role: 'instructor' }), person(2, { name: 'Bo', room: 4 })]);
    const { draft: made, ...rest } = fromList(draft, readList('dr. okafor\nBo\nCy'), here, nameOf);
    expect(rest).toMatchObject({ here: 0, expected: 1, elsewhere: ['Dr. Okafor', 'Bo'] });
    expect(made.rooms.flatMap(({ expected }) => expected)).toEqual(['Cy']);
  });

  test('without rooms it fills those of the draft evenly', () => {
    const { draft: made } = fromList(draft, readList('a\nb\nc\nd'), classOf([]), nameOf);
    expect(made.rooms.map(({ expected }) => expected.length)).toEqual([2, 1, 1]);
  });
});

test('the command says all, in milliseconds', () => {
  const command = openCommand({ ...draft, rooms: [{ ...draft.rooms[0]!, name: ' ', minutes: 1.5 }] }, nameOf);
  expect(command).toMatchObject({
    do: 'open_rooms',
    rooms: [{ name: 'Room 1', task: '', duration: 90_000, members: [], expected: [] }],
    rules: { may_choose: false },
  });
});

describe('by the groups of the course', () => {
  const snapshot = classOf([
    person(1, { role: 'instructor' }),
    person(2, { name: 'Ada' }),
    person(3, { name: 'Bo' }),
    person(4, { name: 'Cem', present: false }),
  ]);
  const groups = [
    {
      name: 'Red',
      members: [
        { name: 'Ada', participant: 2 },
        { name: 'Dan', participant: null },
      ],
    },
    {
      name: 'Blue',
      members: [
        { name: 'Bo', participant: 3 },
        { name: 'Cem', participant: 4 },
        { name: 'dan', participant: null },
      ],
    },
  ];

  test('each group has a room with its people, and those who are not here are expected once', () => {
    const made = asGroups(draft, groups, snapshot);
    expect(made.rooms.map(({ name }) => name)).toEqual(['Red', 'Blue']);
    expect(members(made)).toEqual([[2], [3]]);
    expect(made.rooms.map(({ expected }) => expected)).toEqual([['Dan'], ['Cem']]);
  });

  test('there are as many rooms as can be open', () => {
    const many = Array.from({ length: 60 }, (_, index) => ({ name: `Group ${index}`, members: [] }));
    expect(asGroups(draft, many, snapshot).rooms).toHaveLength(50);
  });
});
