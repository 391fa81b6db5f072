import { describe, expect, test } from 'vitest';
import type { Event } from '../../protocol/generated';
import { event } from '../kit/fixture';
import { announcementOf, gather } from './announce';

const question = { text: 'Why?', form: { form: 'yes_no' }, anonymous: false } as const;
const started = (room: number | null) =>
  event(1, { kind: 'poll_started', poll: 1, room, question, quiz: false, until: null, again: null, by: 9 });
const lecture = { kind: 'lecture', title: 'Vectors', planned: null } as const;

describe('polls and activities are said', () => {
  test('a poll to those whom it is put to, not to who puts it', () => {
    expect(announcementOf(started(null), 1, 2)).toEqual({ say: 'poll', text: 'Why?' });
    expect(announcementOf(started(2), 1, 2)).toEqual({ say: 'poll', text: 'Why?' });
    expect(announcementOf(started(3), 1, 2)).toBeNull();
    expect(announcementOf(started(null), 9)).toBeNull();
  });

  test('rooms to those who may choose one', () => {
    const opened = (may_choose: boolean, members: number[]) =>
      event(1, {
        kind: 'rooms_opened',
        rooms: [{ id: 1, name: 'One', task: '', until: null, members }],
        rules: { may_return: true, may_choose, late: 'main', watching: 'members' },
        by: 9,
      });
    expect(announcementOf(opened(true, []), 1)).toEqual({ say: 'rooms' });
    expect([announcementOf(opened(true, [1]), 1), announcementOf(opened(false, []), 1)]).toEqual([null, null]);
    expect(announcementOf(opened(true, []), 9)).toBeNull();
  });

  test('each by itself, after what people did', () => {
    const begun = announcementOf(
      event(2, { kind: 'activity_started', position: 0, activity: lecture, until: null }),
      1,
    );
    const poll = announcementOf(started(null), 1);
    const joined = { say: 'joined', who: 2 } as const;
    expect(gather([poll!, begun!, joined])).toEqual([joined, poll, begun]);
  });
});

describe('announcements', () => {
  const consent = { record_camera: true, record_voice: true };

  test('of others, not of oneself', () => {
    expect(announcementOf(event(1, { kind: 'hand_raised', participant: 2 }), 1)).toEqual({ say: 'hand_up', who: 2 });
    expect(announcementOf(event(1, { kind: 'hand_raised', participant: 1 }), 1)).toBeNull();
    expect(announcementOf(event(1, { kind: 'speaking', participant: 2, speaking: true }), 1)).toBeNull();
  });

  test('who waits and who needs help; nothing of other rooms', () => {
    const said = (body: Parameters<typeof event>[1], room = 0) => announcementOf(event(1, body), 1, room);
    expect(said({ kind: 'wait_began', participant: 2, name: 'Lin', consent })).toEqual({ say: 'waits', who: 2 });
    expect(said({ kind: 'help_asked', participant: 2, room: 3, reason: '' })).toEqual({ say: 'help', who: 2 });
    expect(said({ kind: 'joined', participant: 2, name: 'Lin', role: 'guest', room: 3, consent })).toBeNull();
    const chat = { ...event(1, { kind: 'chat_sent', participant: 2, text: 'x' }), audience: { to: 'room', room: 3 } };
    expect(announcementOf(chat as Event, 1, 0)).toBeNull();
    expect(announcementOf(chat as Event, 1, 3)).toMatchObject({ say: 'message' });
  });

  test('many of a kind are counted', () => {
    const joins = [2, 3, 4, 5].map((who) => ({ say: 'joined' as const, who }));
    expect(gather([...joins, { say: 'hand_up', who: 2 }])).toEqual([
      { say: 'joined', count: 4 },
      { say: 'hand_up', who: 2 },
    ]);
  });
});
