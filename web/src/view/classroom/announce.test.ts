import { describe, expect, test } from 'vitest';
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
