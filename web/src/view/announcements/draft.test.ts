import { expect, test } from 'vitest';
import { ApiError } from '../../core/http';
import { LIMITS, type Announcement } from '../../protocol/generated';
import { checkDraft, draftErrors, draftOf, emptyDraft, keptDraft, requestOf } from './draft';

const ZONE = 'Europe/Berlin';
/** 2026-11-03T09:20 in Berlin. */
const NOW = Date.UTC(2026, 10, 3, 8, 20);

test('a form begins with a time by the clocks of the course', () => {
  expect(emptyDraft(ZONE, NOW)).toEqual({
    title: '',
    text: '',
    when: 'now',
    clip: null,
    date: '2026-11-03',
    time: '11:00',
  });
});

test('what comes later keeps its time, what was told comes at no other', () => {
  const announcement: Announcement = {
    id: 'a',
    title: 'Exam',
    text: 'Bring a pencil.',
    clip: null,
    by: 'Ada',
    at_unix: Date.UTC(2026, 10, 5, 17, 30),
    changed_unix: null,
    seen: true,
    readers: null,
  };
  const coming = draftOf(announcement, ZONE, NOW);
  expect(requestOf(coming)).toEqual({ title: 'Exam', text: 'Bring a pencil.', at: '2026-11-05T18:30' });
  expect(requestOf(draftOf({ ...announcement, at_unix: NOW - 1 }, ZONE, NOW)).at).toBeNull();
});

test('a video says what has no words', () => {
  const clip = { session: 's', code: 'abc', duration: 42_000 };
  const draft = { ...emptyDraft(ZONE, NOW), title: 'Welcome', clip };
  expect(checkDraft(draft)).toEqual({});
  expect(requestOf(draft)).toEqual({ title: 'Welcome', text: '', at: null, clip: 's' });
  expect(keptDraft({ ...draft }, ZONE, NOW)).toEqual(draft);
  expect(keptDraft({ ...draft, clip: { session: 's' } }, ZONE, NOW)?.clip).toBeNull();
});

test('a form is checked before the server is asked', () => {
  const draft = { ...emptyDraft(ZONE, NOW), title: ' ', text: ' ', when: 'later' as const, time: '' };
  expect(Object.keys(checkDraft(draft)).sort()).toEqual(['date', 'text', 'title']);
  const long = (bytes: number) => checkDraft({ ...emptyDraft(ZONE, NOW), title: 'x', text: 'x'.repeat(bytes) });
  expect(long(LIMITS.announcementBytes)).toEqual({});
  expect(Object.keys(long(LIMITS.announcementBytes + 1))).toEqual(['text']);
  const refused = (code: ConstructorParameters<typeof ApiError>[0]) =>
    Object.keys(draftErrors(new ApiError(code, 422)));
  expect([refused('bad_time'), refused('text_too_long'), refused('announcements_full')]).toEqual([
    ['date'],
    ['text'],
    ['form'],
  ]);
});

test('what was kept over a reload is read, whoever wrote it', () => {
  const draft = { ...emptyDraft(ZONE, NOW), title: 'Exam', when: 'later' as const, time: '18:00' };
  expect(keptDraft({ ...draft }, ZONE, NOW)).toEqual(draft);
  expect(keptDraft({ title: 7, when: 'never' }, ZONE, NOW)).toEqual(emptyDraft(ZONE, NOW));
  expect(keptDraft(null, ZONE, NOW)).toBeUndefined();
});
