import { describe, expect, test } from 'vitest';
import { LIMITS } from '../../protocol/generated';
import { checkDetails, detailsDraft, detailsOf, newDetails, termText } from './details';

const whole = { ...newDetails('Europe/Berlin', () => 3), title: 'Physics 1' };

describe('a course', () => {
  test('begins as the narrowest: its recordings are for its roster, and there are no guests', () =>
    expect(newDetails('Asia/Tokyo', () => 3)).toMatchObject({
      zone: 'Asia/Tokyo',
      colour: 3,
      recordings_until: null,
      guests_allowed: false,
    }));

  test('says nothing of how long its classes are kept, which is chosen elsewhere', () => {
    const before = { ...whole, to: '2027-02-01', retention: { keep: 'days' as const, days: 7 } };
    const draft = { ...detailsDraft(before), title: ' Physics 2 ' };
    expect(detailsOf(draft)).toStrictEqual({ ...whole, to: '2027-02-01', title: 'Physics 2' });
  });

  test('is kept when it has a title and a term that ends after it begins', () => {
    expect(checkDetails(whole)).toEqual({});
    expect(checkDetails({ ...whole, from: '2026-10-12', to: '2026-10-12' })).toEqual({});
    expect(checkDetails({ ...whole, title: '😀'.repeat(LIMITS.titleChars) })).toEqual({});
  });

  test.each([
    ['title', { title: '  ' }],
    ['title', { title: 'x'.repeat(LIMITS.titleChars + 1) }],
    ['description', { description: 'ä'.repeat(LIMITS.courseTextBytes / 2 + 1) }],
    ['term', { from: '2026-10-12', to: '2026-10-11' }],
    ['until', { recordings_until: '' }],
    ['until', { recordings_until: '2999-01-01' }],
  ])('says what is wrong with its %s', (field, wrong) =>
    expect(Object.keys(checkDetails({ ...whole, ...wrong }))).toEqual([field]),
  );
});

test('a term has two ends, one, or none', () => {
  expect(termText({ from: '2026-10-12', to: '2027-02-05' })).toMatch(/Oct 12, 2026.*Feb 5, 2027/);
  expect(termText({ from: '2026-10-12', to: null })).toBe('from Oct 12, 2026');
  expect(termText({ from: null, to: '2027-02-05' })).toBe('until Feb 5, 2027');
  expect(termText({ from: null, to: null })).toBeUndefined();
});
