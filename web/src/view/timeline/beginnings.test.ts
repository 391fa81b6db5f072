import { expect, test } from 'vitest';
import type { Event, ParticipantId } from '../../protocol/generated';
import goldens from '../../../../server/protocol/golden/timeline/chapters.json';
import { displayName, isNaming } from '../presence/names';
import { chapterName } from './chapterNames';
import { isMark } from './chapters';
import { TimelineFold } from './fold';

/** Classes and what their chapters are: the server holds those of files to the same. */
test.each(goldens)('$name', ({ events, chapters }) => {
  const audience = { to: 'everyone' } as const;
  const journal = events.map((event, index) => ({ ...event, seq: index + 1, audience }) as unknown as Event);
  const names = new Map<ParticipantId, string>(
    journal.filter(isNaming).map((one) => [one.participant, displayName(one)]),
  );
  const found = new TimelineFold().take(journal.filter(isMark)).beginnings(journal.at(-1)!.at);
  expect(found.map((one) => [one.from / 1_000, chapterName(one, (id) => names.get(id) ?? '')])).toEqual(chapters);
});
