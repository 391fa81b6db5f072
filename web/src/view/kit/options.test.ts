import { expect, test } from 'vitest';
import { fitting, meant } from './options';

const OPTIONS = ['Europe/Berlin', 'America/New York', 'America/Sao Paulo', 'UTC', 'Asia/Tokyo', 'America/York'].map(
  (label) => ({ value: label, label }),
);
const labels = (typed: string) => fitting(OPTIONS, typed).map(({ label }) => label);

test('an option fits that has all the words, in any order and case', () => {
  expect(labels('york')).toEqual(['America/New York', 'America/York']);
  expect(labels('YORK new')).toEqual(['America/New York']);
  expect(labels('São')).toEqual(['America/Sao Paulo']);
  expect(labels(' ')).toHaveLength(OPTIONS.length);
  expect(labels('Mars')).toEqual([]);
});

test('what is typed means the option that is called so, or the only one', () => {
  expect(meant(OPTIONS, 'america/york')?.value).toBe('America/York');
  expect(meant(OPTIONS, 'tok')?.value).toBe('Asia/Tokyo');
  expect(meant(OPTIONS, 'york')).toBeUndefined();
  expect(meant(OPTIONS, 'Mars')).toBeUndefined();
});
