import { describe, expect, test } from 'vitest';
import { checkDeadlines, deadlinesDraft, deadlinesOf } from './deadlines';

const WEEK = { rule: { days: 7, time: '23:59' }, holidays: [{ first: '2026-12-24', last: '2027-01-06' }] };

describe('the form of deadlines', () => {
  test('keeps what it was opened with', () => expect(deadlinesOf(deadlinesDraft(WEEK))).toEqual(WEEK));

  test('offers a week where there is none, and keeps none', () => {
    const draft = deadlinesDraft({ rule: null, holidays: [] });
    expect(draft).toEqual({ on: false, days: '7', time: '23:59', holidays: [] });
    expect(deadlinesOf(draft)).toEqual({ rule: null, holidays: [] });
  });

  test('takes one day for its own end', () => {
    const draft = { ...deadlinesDraft(WEEK), holidays: [{ first: '2026-11-01', last: '' }] };
    expect(deadlinesOf(draft).holidays).toEqual([{ first: '2026-11-01', last: '2026-11-01' }]);
  });

  test.each([
    [{ days: 'x' }, ['days']],
    [{ days: '367' }, ['days']],
    [{ days: '0' }, []],
    [{ time: '' }, ['time']],
    [{ on: false, days: 'x', time: '' }, []],
  ])('says what is wrong in %j', (changes, fields) => {
    const { holidays, ...errors } = checkDeadlines({ ...deadlinesDraft(WEEK), ...changes });
    expect(Object.keys(errors)).toEqual(fields);
    expect(holidays).toEqual([undefined]);
  });

  test('says which days are wrong', () => {
    const holidays = [WEEK.holidays[0]!, { first: '', last: '' }, { first: '2026-11-02', last: '2026-11-01' }];
    const said = checkDeadlines({ ...deadlinesDraft(WEEK), holidays }).holidays;
    expect(said.map(Boolean)).toEqual([false, true, true]);
  });
});
