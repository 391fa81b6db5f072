import { describe, expect, test } from 'vitest';
import type { Event } from '../../protocol/generated';
import { event } from '../kit/fixture';
import { roomAt, stays } from '../rooms/recorded';
import { chapterName, shortChapterName } from './chapterNames';
import { chapterAt, density, smooth, withCuts, withTakes, type Chapter } from './chapters';
import { TimelineFold, type RoomOf } from './fold';

const chapters = (events: readonly Event[], edge: number, room?: RoomOf) =>
  new TimelineFold(room).take(events).chapters(edge);
const pollMarks = (events: readonly Event[], room?: RoomOf) => new TimelineFold(room).take(events).polls;
const busyTimes = (events: readonly Event[], room?: RoomOf) => new TimelineFold(room).take(events).busyTimes;

test('a new take has its name where it stands, also beside a cut', () => {
  const list: Chapter[] = [{ kind: 'start', from: 0, to: 20_000 }];
  const kept = withCuts(list, [{ from: 2_000, to: 4_000 }]);
  expect(withTakes(kept, [])).toEqual(kept);
  const places = [{ from: 4_000, to: 10_000, title: 'New take, 1:20' }];
  expect(withTakes(kept, places).map((one) => [one.from, one.to, chapterName(one, String)])).toEqual([
    [0, 2_000, 'Start of class'],
    [2_000, 4_000, 'Cut out'],
    [4_000, 10_000, 'New take, 1:20'],
    [10_000, 20_000, 'Class goes on'],
  ]);
});

test('an activity that goes on is said once in a row of chapters', () => {
  const activity = { id: 1, kind: 'lecture', title: '', minutes: null } as unknown as NonNullable<Chapter['activity']>;
  const screen: Chapter = { kind: 'screen', participant: 1, activity, from: 0, to: 10 };
  const rooms: Chapter = { kind: 'rooms', activity, from: 10, to: 20 };
  const faces: Chapter = { kind: 'open', activity, from: 20, to: 30 };
  const names = [screen, rooms, faces].map((one, index, all) => shortChapterName(one, all[index - 1], () => 'Bo'));
  expect(names[0]).toBe(chapterName(screen, () => 'Bo'));
  expect(names[1]).toBe('Breakout rooms');
  expect(names[2]).toBe(chapterName(faces, () => 'Bo'));
});

const share = (at: number, participant: number, state: 'on' | 'off'): Event =>
  event(at, { kind: 'track_changed', participant, source: 'screen', state });

describe('chapters that staff name', () => {
  const name = (from: number, title: string): Event => event(from, { kind: 'chapter_set', from, title });
  const all = (events: readonly Event[], edge: number) =>
    chapters(events, edge).map((one) => [one.from / 1_000, chapterName(one, () => 'Bo')]);

  test('go on behind a gap, and what was named within one begins there', () => {
    const gap = (from: number, to: number) => event(to, { kind: 'interrupted', from, to });
    expect(all([name(10_000, 'One'), gap(60_000, 90_000)], 200_000)).toEqual([
      [0, 'Start of class'],
      [10, 'One'],
      [60, 'Not recorded'],
      [90, 'One'],
    ]);
    expect(all([gap(60_000, 90_000), name(70_000, 'Two')], 200_000).slice(1)).toEqual([
      [60, 'Not recorded'],
      [90, 'Two'],
    ]);
    const shared = [share(0, 1, 'on'), name(30_000, 'Proof'), gap(60_000, 90_000)];
    expect(all(shared, 200_000).at(-1), 'the same screen goes on').toEqual([90, 'Proof']);
  });
});

test('a class without events is one chapter', () => {
  expect(chapters([], 60_000)).toEqual([{ kind: 'start', from: 0, to: 60_000 }]);
  expect(chapters([], 0)).toEqual([]);
});

test('shares and what lies between them', () => {
  const events = [share(60_000, 1, 'on'), share(300_000, 1, 'off'), share(400_000, 2, 'on')];
  expect(chapters(events, 500_000)).toEqual([
    { kind: 'start', from: 0, to: 60_000 },
    { kind: 'screen', participant: 1, from: 60_000, to: 300_000 },
    { kind: 'open', after: { kind: 'screen', participant: 1 }, from: 300_000, to: 400_000 },
    { kind: 'screen', participant: 2, from: 400_000, to: 500_000 },
  ]);
});

test('a restarted share is one share, an early one begins the class', () => {
  const events = [share(2_000, 1, 'on'), share(60_000, 1, 'off'), share(61_000, 1, 'on')];
  expect(chapters(events, 100_000)).toEqual([{ kind: 'screen', participant: 1, from: 0, to: 100_000 }]);
});

test('faces alone, for a while, are the end of what was before; longer they are called after it', () => {
  const shares = [share(60_000, 1, 'on'), share(300_000, 1, 'off'), share(350_000, 1, 'on'), share(400_000, 1, 'off')];
  const named = (edge: number) => chapters(shares, edge).map((chapter) => chapterName(chapter, () => 'Bo'));
  expect(named(440_000)).toEqual(['Start of class', 'Screen of Bo']);
  expect(named(470_000)).toEqual(['Start of class', 'Screen of Bo', 'After “Screen of Bo”']);
});

test('a share is in sight over a spotlight, which goes on after it until its person leaves', () => {
  const lit = { participant: 2, source: 'camera' } as const;
  const events = [
    share(10_000, 1, 'on'),
    event(50_000, { kind: 'spotlight_set', room: 0, target: lit }),
    share(70_000, 1, 'off'),
    event(90_000, { kind: 'left', participant: 2, reason: 'left' }),
  ];
  expect(chapters(events, 180_000).map(({ kind, from }) => [from, kind])).toEqual([
    [0, 'start'],
    [10_000, 'screen'],
    [70_000, 'spotlight'],
    [90_000, 'open'],
  ]);
});

test('of two shares the one in the spotlight', () => {
  const lit = { participant: 1, source: 'screen' } as const;
  const events = [
    share(10_000, 1, 'on'),
    share(50_000, 2, 'on'),
    event(90_000, { kind: 'spotlight_set', room: 0, target: lit }),
  ];
  expect(chapters(events, 120_000).map(({ participant }) => participant)).toEqual([undefined, 1, 2, 1]);
});

test('gaps are chapters, however short', () => {
  const events = [share(10_000, 1, 'on'), event(50_000, { kind: 'interrupted', from: 40_000, to: 41_000 })];
  const found = chapters(events, 90_000);
  expect(found.map((chapter) => chapter.kind)).toEqual(['start', 'screen', 'gap', 'screen']);
  expect(found[2]).toMatchObject({ from: 40_000, to: 41_000 });
  expect(chapterAt(found, 40_500)?.kind).toBe('gap');
  expect(chapterAt(found, 89_999)?.kind).toBe('screen');
});

test('a stretch off the record is one, whatever happens in it', () => {
  const off = (at: number, off: boolean) => event(at, { kind: 'off_record_set', off, by: 1 });
  const events = [share(10_000, 1, 'on'), off(20_000, true), share(30_000, 1, 'off'), share(40_000, 2, 'on')];
  const names = (found: readonly Chapter[]) => found.map((one) => [one.from, chapterName(one, () => 'Bo')]);
  const before = [
    [0, 'Start of class'],
    [10_000, 'Screen of Bo'],
    [20_000, 'Off the record'],
  ];
  expect(names(chapters(events, 90_000))).toEqual(before);
  const back = chapters([...events, off(60_000, false)], 90_000);
  expect(names(back)).toEqual([...before, [60_000, 'Screen of Bo']]);
  expect(chapterAt(back, 59_000)?.kind).toBe('gap');

  const faces = chapters([off(20_000, true), off(60_000, false)], 90_000).map(({ kind }) => kind);
  expect(faces, 'class starts once').toEqual(['start', 'gap', 'resumed']);
});

test('what is cut out is a gap, whatever chapters it touches', () => {
  const list: Chapter[] = [
    { kind: 'start', from: 0, to: 10_000 },
    { kind: 'screen', participant: 1, from: 10_000, to: 20_000 },
  ];
  expect(withCuts(list, [])).toBe(list);
  const cut = (cuts: { from: number; to: number }[]) =>
    withCuts(list, cuts).map((one) => [one.from, one.to, one.why ?? one.kind]);
  expect(cut([{ from: 8_000, to: 12_000 }])).toEqual([
    [0, 8_000, 'start'],
    [8_000, 12_000, 'cut'],
    [12_000, 20_000, 'screen'],
  ]);
  const inside = cut([{ from: 2_000, to: 3_000 }]).slice(0, 3);
  expect(inside, 'class starts once').toEqual([
    [0, 2_000, 'start'],
    [2_000, 3_000, 'cut'],
    [3_000, 10_000, 'resumed'],
  ]);
  expect(
    cut([
      { from: 0, to: 10_000 },
      { from: 15_000, to: 16_000 },
      { from: 19_000, to: 30_000 },
    ]),
  ).toEqual([
    [0, 10_000, 'cut'],
    [10_000, 15_000, 'screen'],
    [15_000, 16_000, 'cut'],
    [16_000, 19_000, 'screen'],
    [19_000, 30_000, 'cut'],
  ]);
});

test('what comes after a restart is not the start of class, whoever joins or shares then', () => {
  const joined: Event = event(60_000, {
    kind: 'joined',
    participant: 1,
    name: 'Bo',
    role: 'guest',
    room: 0,
    consent: { record_camera: true, record_voice: true },
  });
  const named = (events: Event[]) => chapters(events, 200_000).map((chapter) => chapterName(chapter, () => 'Bo'));
  const restart = event(50_000, { kind: 'interrupted', from: 40_000, to: 50_000 });
  expect(named([restart, joined])).toEqual(['Start of class', 'Not recorded', 'Class goes on']);
  expect(named([restart, joined, share(90_000, 1, 'on')]).slice(2)).toEqual(['Class goes on', 'Screen of Bo']);
});

test('what was recorded before an early restart is no part of the gap', () => {
  const restart = event(9_000, { kind: 'interrupted', from: 3_000, to: 9_000 });
  expect(chapters([restart], 60_000).map(({ kind, from }) => [kind, from])).toEqual([
    ['start', 0],
    ['gap', 3_000],
    ['resumed', 9_000],
  ]);
});

test('the density of chat and hands is relative to the busiest part', () => {
  const events = [1_000, 2_000, 99_000].map((at) => event(at, { kind: 'chat_sent', participant: 1, text: 'x' }));
  expect(density(busyTimes(events), 100_000, 4)).toEqual([1, 0, 0, 0.5]);
  const raised = event(50_000, { kind: 'hand_raised', participant: 1 });
  const joined = event(0, {
    kind: 'joined',
    participant: 1,
    name: 'Bo',
    role: 'guest',
    room: 0,
    consent: { record_camera: true, record_voice: true },
  });
  expect(busyTimes([raised]), 'of somebody who is not there').toEqual([]);
  expect(busyTimes([joined, raised])).toEqual([50_000]);
  expect(density([100_000], 100_000, 2)).toEqual([0, 1]);
  expect(density([], 0, 2)).toEqual([0, 0]);
});

test('a smooth hill has its top where the chat was busiest', () => {
  const hill = smooth([0, 0, 0, 0, 1, 0, 0, 0, 0]);
  expect(hill[4]).toBe(1);
  expect(hill[3]).toBeGreaterThan(hill[2]!);
  expect(hill[0]).toBe(0);
  expect(smooth([0, 0])).toEqual([0, 0]);
});

test('activities are chapters, and say what was to be seen', () => {
  const discussion = { kind: 'discussion', title: '', planned: null } as const;
  const events = [
    event(60_000, { kind: 'activity_started', position: null, until: null, activity: discussion }),
    share(120_000, 1, 'on'),
    event(300_000, { kind: 'activity_ended' }),
  ];
  const found = chapters(events, 400_000);
  expect(found.map(({ from }) => from)).toEqual([0, 60_000, 120_000, 300_000]);
  expect(found.map((chapter) => chapterName(chapter, () => 'Bo'))).toEqual([
    'Start of class',
    'Discussion',
    'Discussion · Screen of Bo',
    'Screen of Bo',
  ]);
});

test('two activities of the same kind in a row are two chapters', () => {
  const work = { kind: 'individual', title: '', planned: null } as const;
  const begun = (at: number) =>
    event(at, { kind: 'activity_started', position: null, until: null, activity: { ...work } });
  expect(chapters([begun(10_000), begun(90_000)], 200_000).map(({ from }) => from)).toEqual([0, 10_000, 90_000]);
});

test('an activity is a chapter, however short; what it showed for a moment is not', () => {
  const warmUp = { kind: 'discussion', title: 'Warm-up', planned: null } as const;
  const events = [
    event(20_000, { kind: 'activity_started', position: null, until: null, activity: warmUp }),
    share(21_000, 1, 'on'),
    share(22_000, 1, 'off'),
    event(23_000, { kind: 'activity_ended' }),
  ];
  const found = chapters(events, 24_000).map(({ from, to, activity }) => [from, to, activity?.title]);
  expect(found).toEqual([
    [0, 20_000, undefined],
    [20_000, 24_000, 'Warm-up'],
  ]);
});

const asked = (at: number, poll: number, room: number | null = null, text = 'Why?'): Event => {
  const question = { text, form: { form: 'yes_no' }, anonymous: false } as const;
  return event(at, { kind: 'poll_started', poll, room, question, quiz: false, until: null, again: null, by: 1 });
};

test('polls are marks', () => {
  expect(pollMarks([share(1, 1, 'on'), asked(5_000, 4)])).toEqual([{ poll: 4, at: 5_000, text: 'Why?' }]);
});

describe('polls are chapters', () => {
  const over = (at: number, poll: number) => event(at, { kind: 'poll_closed', poll, key: null });
  const named = (events: readonly Event[], room?: (at: number) => number) =>
    chapters(events, 600_000, room).map((chapter) => [chapter.from / 1000, chapterName(chapter, () => 'Bo')]);

  test('from their start until they are closed, or something new is to be seen', () => {
    const before = [share(10_000, 1, 'on'), asked(60_000, 1)];
    expect(named([...before, over(90_000, 1)])).toEqual([
      [0, 'Start of class'],
      [10, 'Screen of Bo'],
      [60, 'Poll: Why?'],
      [90, 'Screen of Bo'],
    ]);
    expect(named([...before, asked(80_000, 2, null, 'How?'), share(120_000, 2, 'on')]).slice(2)).toEqual([
      [60, 'Poll: Why?'],
      [80, 'Poll: How?'],
      [120, 'Screen of Bo'],
    ]);
  });

  test('of the room that one sees, by a short name, under what people do', () => {
    const discussion = { kind: 'discussion', title: '', planned: null } as const;
    const events = [
      event(10_000, { kind: 'activity_started', position: null, until: null, activity: discussion }),
      asked(60_000, 1, 1, 'Is the sum of the angles of a triangle always the same?'),
    ];
    expect(named(events)).toHaveLength(2);
    expect(named(events, () => 1)[2]).toEqual([60, 'Discussion · Poll: Is the sum of the angles of a triangle a…']);
  });
});

describe('breakout rooms', () => {
  const rules = { may_return: true, may_choose: false, late: 'main', watching: 'members' } as const;
  const opened = (at: number, ids: readonly number[]): Event => {
    const rooms = ids.map((id) => ({ id, name: `Room ${id}`, task: '', until: null, members: [] }));
    return event(at, { kind: 'rooms_opened', rooms, rules, by: 1 });
  };
  const moved = (at: number, participant: number, room: number) => event(at, { kind: 'moved', participant, room });
  const spotlight = (at: number, room: number, participant: number) =>
    event(at, { kind: 'spotlight_set', room, target: { participant, source: 'camera' } });
  const closed = (at: number, rooms: number[]) => event(at, { kind: 'rooms_closed', rooms });
  const kinds = (events: readonly Event[], room?: (at: number) => number) =>
    chapters(events, 600_000, room).map(({ from, kind, participant }) => [from / 1000, kind, participant]);

  /** The instructor (1) shares all the time; 2 shares in room 1, 3 is in the spotlight of room 2. */
  const events = [
    share(60_000, 1, 'on'),
    opened(100_000, [1, 2]),
    moved(100_000, 2, 1),
    moved(100_000, 3, 2),
    share(150_000, 2, 'on'),
    spotlight(200_000, 2, 3),
    closed(400_000, [1, 2]),
    moved(400_000, 2, 0),
    moved(400_000, 3, 0),
    share(410_000, 2, 'off'),
  ];

  test('are one chapter of the main line, whatever is shown in them', () => {
    const before = events.slice(0, 6);
    expect(kinds(before)).toEqual([
      [0, 'start', undefined],
      [60, 'screen', 1],
      [100, 'rooms', undefined],
    ]);
    expect(kinds([...before, share(300_000, 1, 'off'), share(320_000, 1, 'on')]).slice(2)).toEqual([
      [100, 'rooms', undefined],
      [320, 'screen', 1],
    ]);
  });

  test('each has its own, and the class before and after', () => {
    expect(kinds(events, (at) => roomAt(stays(events, 2), at))).toEqual([
      [0, 'start', undefined],
      [60, 'screen', 1],
      [100, 'rooms', undefined],
      [150, 'screen', 2],
      [410, 'screen', 1],
    ]);
    expect(kinds(events, (at) => roomAt(stays(events, 3), at)).slice(2, 4)).toEqual([
      [100, 'rooms', undefined],
      [200, 'spotlight', 3],
    ]);
  });

  test('are named beside what people do in them', () => {
    const groups = { kind: 'group', title: '', planned: null } as const;
    const begun = event(50_000, { kind: 'activity_started', position: null, until: null, activity: groups });
    const named = chapters([begun, opened(100_000, [1])], 600_000).map((chapter) => chapterName(chapter, () => 'Bo'));
    expect(named).toEqual(['Start of class', 'Group work', 'Group work · Breakout rooms']);
  });

  test('what comes after them is not the start of class', () => {
    expect(kinds([opened(10_000, [1]), closed(90_000, [1])])).toEqual([
      [0, 'start', undefined],
      [10, 'rooms', undefined],
      [90, 'open', undefined],
    ]);
  });

  test('polls and messages of one room are marks of that room alone', () => {
    const polls = [asked(1_000, 1, null), asked(2_000, 2, 1), asked(3_000, 3, 0)];
    expect(pollMarks(polls).map(({ poll }) => poll)).toEqual([1, 3]);
    expect(pollMarks(polls, () => 1).map(({ poll }) => poll)).toEqual([1, 2]);
    const chat = [0, 1].map((room, index) => ({
      ...event(index, { kind: 'chat_sent', participant: 1, text: 'x' }),
      audience: { to: 'room', room } as const,
    }));
    expect([busyTimes(chat), busyTimes(chat, () => 1)]).toEqual([[0], [1]]);
  });
});

test('a spotlight ends with its camera, and with whoever goes elsewhere', () => {
  const lit = event(10_000, { kind: 'spotlight_set', room: 0, target: { participant: 2, source: 'camera' } });
  const ends: Event[] = [
    event(50_000, { kind: 'track_changed', participant: 2, source: 'camera', state: 'off' }),
    event(50_000, { kind: 'moved', participant: 2, room: 1 }),
    event(50_000, { kind: 'spotlight_set', room: 0, target: null }),
  ];
  for (const end of ends) {
    expect(chapters([lit, end], 120_000).map(({ kind, from }) => [kind, from])).toEqual([
      ['start', 0],
      ['spotlight', 10_000],
      ['open', 50_000],
    ]);
  }
});

test('a timeline that grows event by event is the one of the whole', () => {
  const events = [
    share(10_000, 1, 'on'),
    event(20_000, { kind: 'interrupted', from: 20_000, to: 40_000 }),
    share(45_000, 2, 'on'),
    share(90_000, 2, 'off'),
    share(93_000, 2, 'on'),
  ].map((one, index) => ({ ...one, seq: index + 1 }));
  const fold = new TimelineFold();
  for (let count = 1; count <= events.length; count++) {
    const some = events.slice(0, count);
    expect(fold.take(some).chapters(200_000)).toEqual(chapters(some, 200_000));
    expect(fold.take(some).chapters(300_000)).toEqual(chapters(some, 300_000));
  }
  // The journal was restored from a backup and has other events now.
  const other = [{ ...share(30_000, 3, 'on'), seq: 1 }];
  expect(fold.take(other).chapters(200_000)).toEqual(chapters(other, 200_000));
});
