import { expect, test } from 'vitest';
import type { HomeSession, LedgerEntry, RecordingState } from '../../protocol/generated';
import { csvFile } from '../kit/csv';
import { countsText, ledgerRows, leftText, endText, partsText, ruleOf, ruleText, toCatchUp } from './ledger';

const MINUTE = 60_000;
const entry = (some: Partial<LedgerEntry> = {}): LedgerEntry => ({
  ...{ state: 'missing', length: 100 * MINUTE, live: 0, later: 0, left: 0, resume: null },
  ...{ polls: 3, polls_live: 0, polls_later: 0, polls_left: 0 },
  ...{ tasks: 0, tasks_live: 0, tasks_later: 0, messages_live: 0, messages_later: 0 },
  ...{ comments: 0, responses: 0, response_left: false, done_unix: null, on_time: null },
  ...some,
});

test('it explains itself in words', () => {
  const some = entry({ live: 52 * MINUTE, later: 31.9 * MINUTE, polls_live: 1, polls_later: 1, messages_live: 1 });
  expect(partsText(some)).toBe('52 min live, 31 min later, 2 of 3 polls, and 1 message');
  expect(partsText(entry({ tasks: 2, tasks_later: 1 }))).toBe('1 of 2 tasks handed in');
  expect(partsText(entry({ tasks: 1, tasks_live: 1, messages_later: 2 }))).toBe('1 of 1 task handed in and 2 messages');
  expect(partsText(entry())).toBe('Nothing so far.');
  expect(leftText(entry({ left: 30.2 * MINUTE, polls_left: 2 }))).toBe('31 min and 2 polls left');
  expect(leftText(entry({ left: 3_200 }))).toBe('4 sec left');
  expect(leftText(entry({ left: 30 * MINUTE, polls_left: 2 }), 1.5)).toBe('30 min and 2 polls left, 20 min at 1.5x');
  expect(leftText(entry({ polls_left: 1 }), 1.5)).toBe('1 poll left');
  expect(leftText(entry({ polls_left: 1 }))).toBe('1 poll left');
  expect(leftText(entry())).toBeUndefined();
  expect(ruleText({ percent: 80, polls: false, response: false })).toBe(
    'Full participation is 80 % of the class, live or watched later.',
  );
  expect(leftText(entry({ left: 3_200, polls_left: 1, response_left: true }))).toBe(
    '4 sec, 1 poll, and a response to a classmate left',
  );
  expect(leftText(entry({ response_left: true }))).toBe('a response to a classmate left');
  expect(ruleText({ percent: 80, polls: true, response: true })).toMatch(/It takes a response to a classmate/);
  expect(partsText(entry({ comments: 1, responses: 2 }))).toBe('1 comment and 2 responses');
  expect(endText(entry())).toBeUndefined();
  expect(endText(entry({ state: 'on_the_way', polls_left: 1 }))).toBeUndefined();
  expect(endText(entry({ state: 'on_the_way', polls_live: 1, polls_later: 1 }))).toBe(
    '1 poll was missed, and takes no answers any more.',
  );
  expect([true, false].map((on_time) => endText(entry({ on_time })))).toEqual([
    'Finished by the deadline.',
    'Finished after the date.',
  ]);
});

test('staff read how many have not caught up', () => {
  expect(countsText({ students: 30, missing: 2, on_the_way: 4, response_left: 0 })).toBe(
    '2 of 30 students missing and 4 on the way',
  );
  expect(countsText({ students: 1, missing: 0, on_the_way: 1, response_left: 3 })).toBe(
    '1 on the way and 3 who only owe a response',
  );
  expect(countsText({ students: 30, missing: 0, on_the_way: 0, response_left: 0 })).toBe('Nobody is missing');
});

test('what is left is listed by when it is due', () => {
  const home = (title: string, ledger: LedgerEntry | null, due_unix: number | null, recording?: RecordingState) =>
    ({ session: { session: { title, recording }, ledger, due_unix } }) as HomeSession;
  const some = entry({ left: MINUTE });
  const list = toCatchUp([
    home('whenever', some, null),
    home('second', some, 2),
    home('done', entry(), 1),
    home('taught', null, 1),
    home('gone', some, 1, { state: 'deleted', at_unix: 1 }),
    home('first', entry({ polls_left: 1 }), 1),
  ]);
  expect(list.map(({ session }) => session.session.title)).toEqual(['first', 'second', 'whenever']);
});

test('a table has minutes, and no name becomes a formula', () => {
  const line = {
    member: 1,
    name: '=1+1',
    group: null,
    participant: null,
    entry: entry({ live: 90_000, left: 4_000, polls_later: 2, tasks: 4, tasks_live: 1, comments: 5 }),
  };
  const [heading, row] = ledgerRows([line]);
  expect(row).toEqual(['=1+1', '', 'Missing', 100, 1.5, 0, 0.1, 3, 0, 2, 4, 1, 0, 0, 0, 5, 0, '', '']);
  const done = { ...line, entry: entry({ done_unix: Date.UTC(2026, 11, 3, 20, 15), on_time: false }) };
  expect(ledgerRows([done])[1]!.slice(-2)).toEqual(['2026-12-03 20:15', 'after the date']);
  expect(heading).toHaveLength(row!.length);
  expect(csvFile([row!])).toContain("'=1+1");
  const invited = { member: 2, participant: null, name: 'Ida', group: null, entry: null };
  expect(ledgerRows([invited])[1]).toEqual(['Ida', '', 'Invited']);
});

test('a rule is a whole number of percent', () => {
  const asked = { polls: true, response: false };
  expect(ruleOf({ percent: ' 80 ', ...asked })).toEqual({ percent: 80, ...asked });
  for (const percent of ['', '0', '101', '8.5', '-1', 'all'])
    expect(ruleOf({ percent, ...asked })).toBe('Write a whole number from 1 to 100.');
});
