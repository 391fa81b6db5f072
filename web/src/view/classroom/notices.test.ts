import { describe, expect, test } from 'vitest';
import type { Action, OffRecord, Participant, Snapshot, Track, WithoutStaff } from '../../protocol/generated';
import { classOf, person, pollOf, roomWith } from '../kit/fixture';
import { noticesOf, type NoticeInput } from './notices';

const poll = (id: number, at: number) => pollOf(id, { at });

const busy: Snapshot = classOf(
  [person(1, { role: 'instructor' }), person(2, { asks_to_share: true }), person(3, { asks_to_share: true })],
  {
    help: [{ participant: 2, room: 0, reason: '', at: 500 }],
    waiting: [
      { participant: 8, name: 'Bo', at: 100, message: '' },
      { participant: 9, name: 'Cy', at: 200, message: '' },
    ],
    polls: [poll(1, 300), poll(2, 400)],
  },
);
const of = (rest: Partial<NoticeInput>) =>
  noticesOf({
    snapshot: busy,
    you: 1,
    staff: true,
    may: new Set<Action>(['settings', 'remove']),
    trouble: null,
    soundBlocked: false,
    unmuteBy: null,
    missed: null,
    damage: [],
    loudSilence: [],
    recorded: 'all',
    questions: 0,
    snoozed: {},
    panel: null,
    ...rest,
  });
const kinds = (rest: Partial<NoticeInput>) => of(rest).map(({ kind }) => kind);
const student = { you: 3, staff: false, may: new Set<Action>() };

describe('notices', () => {
  test('the most urgent first; staff are not asked to answer', () => {
    const trouble = { trouble: 'reconnecting', soundBlocked: true, unmuteBy: 7 } as const;
    expect(kinds(trouble)).toEqual(['reconnecting', 'sound', 'unmute', 'help', 'share', 'waiting']);
    expect(kinds(student)).toEqual(['poll']);
    expect(
      noticesOf({
        ...student,
        ...trouble,
        snapshot: classOf([]),
        missed: null,
        damage: [],
        loudSilence: [],
        recorded: 'all',
        questions: 0,
        snoozed: {},
        panel: null,
      }),
    ).toHaveLength(3);
  });

  test('that nothing is recorded is said to everybody, before all but troubles of the connection', () => {
    const recorded = 'nothing';
    expect(kinds({ ...student, recorded })).toEqual(['unrecorded', 'poll']);
    expect(kinds({ recorded, trouble: 'reconnecting' }).slice(0, 2)).toEqual(['reconnecting', 'unrecorded']);
    expect(kinds({ ...student, recorded: 'sound' })).toEqual(['poll']);
    // A study table is never recorded.
    expect(kinds({ recorded, snapshot: classOf([], { unrecorded: true }) })).toEqual([]);
  });

  test('off the record is said until it is read, and anew the next time', () => {
    const first = classOf([], { off_record: [{ from: 1_000, to: null }] });
    const again = classOf([], {
      off_record: [
        { from: 1_000, to: 2_000 },
        { from: 9_000, to: null },
      ],
    });
    expect(of({ ...student, snapshot: first })).toEqual([{ kind: 'off_record', mark: 1 }]);
    expect(kinds({ ...student, snapshot: first, snoozed: { off_record: 1 } })).toEqual([]);
    expect(kinds({ ...student, snapshot: again, snoozed: { off_record: 1 } })).toEqual(['off_record']);
    expect(kinds({ ...student, snapshot: classOf([], { off_record: [{ from: 1, to: 2 }] }) })).toEqual([]);
  });

  test('who was cut off is offered what they missed, before what can wait', () => {
    const missed = { from: 10_000, to: 40_000 };
    expect(of({ ...student, missed })[0]).toEqual({ kind: 'missed', stretch: missed });
    expect(kinds({ ...student, missed, unmuteBy: 7 })).toEqual(['unmute', 'missed', 'poll']);
  });

  test('all are told that staff have left, and what becomes of class by its settings, and when', () => {
    const left = (without_staff: WithoutStaff, off_record?: OffRecord[]) => {
      const before = classOf([person(3)], { staff_left: 5_000, started_unix: 1_000_000, off_record });
      return of({ ...student, snapshot: { ...before, settings: { ...before.settings, without_staff } } });
    };
    const at = 1_000_000 + 5_000 + 600_000;
    expect(left('ends')).toEqual([{ kind: 'no_staff', then: 'ends', at }]);
    expect(left('goes_on')).toEqual([{ kind: 'no_staff', then: 'goes_on', at: null }]);
    expect(left('off_record')).toEqual([{ kind: 'no_staff', then: 'off_record', at }]);
    const alone = [{ from: 605_000, to: null, without_staff: true }];
    expect(left('off_record', alone)).toEqual([{ kind: 'no_staff', then: 'off_record', at: null }]);
    // Staff took it off the record, and left.
    expect(left('off_record', [{ from: 1_000, to: null }])).toEqual([{ kind: 'off_record', mark: 1 }]);
  });

  test('staff are told what is lost, after all that waits for them, until they have read it', () => {
    const damage = [{ lost: 'events', from: 3, to: 5 }] as const;
    expect(kinds({ damage })).toEqual(['help', 'share', 'waiting', 'damage']);
    expect(kinds({ ...student, damage })).toEqual(['poll']);
    expect(kinds({ damage, snoozed: { damage: 1 } })).not.toContain('damage');
  });

  test('staff are told who claims to be loud and is silent, while they are there and unmuted', () => {
    const on: Track[] = [{ source: 'microphone', state: 'on', since: 0 }];
    const snapshot = classOf([person(1), person(2, { tracks: on }), person(3, { tracks: on }), person(4)]);
    const notice = (loudSilence: number[], snoozed = {}) =>
      of({ snapshot, loudSilence, snoozed }).find(({ kind }) => kind === 'loud_silence');
    expect(notice([2, 4, 7])).toMatchObject({ person: { id: 2 }, others: 0 });
    expect(notice([3, 2])).toMatchObject({ person: { id: 3 }, others: 1 });
    expect(notice([4, 7])).toBeUndefined();
    expect(notice([2], { loud_silence: 1 })).toBeUndefined();
    expect(notice([2, 3], { loud_silence: 1 })).toBeDefined();
    expect(kinds({ ...student, snapshot, loudSilence: [2] })).toEqual([]);
  });

  test('who is silent and claims to be loud can be muted by whoever may mute them', () => {
    const on: Track[] = [{ source: 'microphone', state: 'on', since: 0 }];
    const snapshot = classOf([person(1), person(2, { tracks: on }), person(3, { role: 'instructor', tracks: on })]);
    const mayMute = (id: number, ...may: Action[]) => of({ snapshot, loudSilence: [id], may: new Set(may) })[0];
    expect(mayMute(2, 'mute_others')).toMatchObject({ kind: 'loud_silence', mayMute: true });
    expect(mayMute(2)).toMatchObject({ mayMute: false });
    expect(mayMute(3, 'mute_others')).toMatchObject({ mayMute: false });
    expect(mayMute(3, 'mute_others', 'set_role')).toMatchObject({ mayMute: true });
  });

  test('what many want is one notice', () => {
    const [help, share, waiting] = of({});
    expect(help).toMatchObject({ count: 1 });
    expect(share).toMatchObject({ person: { id: 2 }, others: 1 });
    expect(waiting).toMatchObject({ count: 2 });
    expect(of(student)[0]).toMatchObject({ poll: { id: 2 } });
  });

  test('only what one may see to', () => {
    expect(kinds({ may: new Set() })).toEqual(['help']);
    expect(kinds({ you: 2 })).toEqual(['share', 'waiting']);
  });

  test('who has a choice of rooms is told, until they were in one', () => {
    const choice = (self: Partial<Participant>, members: number[] = [], may_choose = true) =>
      kinds({
        ...student,
        snapshot: classOf([person(3, self)], {
          rooms: [roomWith(0), roomWith(4, { opened: 900, members })],
          room_rules: { may_return: true, may_choose, late: 'main', watching: 'members' },
        }),
      });
    expect(choice({})).toEqual(['rooms']);
    expect(choice({ breakout: 2 })).toEqual(['rooms']);
    expect([choice({ room: 4, breakout: 4 }), choice({ breakout: 4 }), choice({}, [3])]).toEqual([[], [], []]);
    expect([choice({}, [], false), choice({ role: 'assistant' })]).toEqual([[], []]);
  });

  test('who is heard in all rooms is told in the main room, also that the microphone is off', () => {
    const voice = (self: Partial<Participant>, voice_to_all = 1) =>
      of({ snapshot: classOf([person(1, { role: 'instructor', ...self })], { voice_to_all }), panel: 'rooms' });
    const microphone = { source: 'microphone', state: 'on', since: 0 } as const;
    expect(voice({})).toEqual([{ kind: 'voice', muted: true }]);
    expect(voice({ tracks: [microphone] })).toEqual([{ kind: 'voice', muted: false }]);
    expect([voice({ room: 2 }), voice({}, 9)]).toEqual([[], []]);
  });

  test('what stands in the open panel is not said a second time', () => {
    expect(kinds({ panel: 'people' })).toEqual(['help', 'share']);
    expect(kinds({ ...student, panel: 'polls' })).toEqual([]);
  });

  test('what was put off is told again when more comes', () => {
    expect(kinds({ snoozed: { waiting: 200, help: 499 } })).toEqual(['help', 'share']);
    const fewer = { ...busy, waiting: busy.waiting.slice(0, 1) };
    expect(kinds({ snapshot: fewer, snoozed: { waiting: 200 } })).toEqual(['help', 'share']);
    expect(kinds({ ...student, snoozed: { poll: 400 } })).toEqual([]);
    expect(kinds({ ...student, snapshot: { ...busy, polls: [poll(3, 600)] }, snoozed: { poll: 400 } })).toEqual([
      'poll',
    ]);
  });

  test('questions of the course that wait, until they were looked at; more of them again', () => {
    const asked = { questions: 2, snapshot: classOf([person(1, { role: 'instructor' })]) };
    expect(of(asked)).toEqual([{ kind: 'questions', panel: 'discussion', count: 2, mark: 2 }]);
    expect(kinds({ ...asked, snoozed: { questions: 2 } })).toEqual([]);
    expect(kinds({ ...asked, snoozed: { questions: 1 } })).toEqual(['questions']);
    expect(kinds({ ...asked, panel: 'discussion' })).toEqual([]);
    expect(kinds({ ...student, questions: 2 })).toEqual(['poll']);
  });
});
