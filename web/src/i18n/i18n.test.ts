import { describe, expect, test } from 'vitest';
import { ApiError } from '../core/http';
import generated from '../protocol/generated.ts?raw';
import { errorCode, errorText, t } from './index';
import { fill, pseudo } from './message';

describe('completeness', () => {
  const union = /export type ErrorCode = ([^;]+);/.exec(generated)![1]!;
  const codes = [...union.matchAll(/"(\w+)"/g)].map((match) => match[1]!);

  test('the protocol has its codes where this test looks for them', () => expect(codes).toContain('internal'));

  test.each([...codes, 'network'])('error %s has a text of its own', (code) => {
    expect(errorCode({ code })).toBe(code);
    expect(errorText({ code })).toMatch(/\w.*\.$/);
  });
});

describe('fill', () => {
  test('fills places and writes numbers as the language does', () => {
    expect(fill('{name} has {count} of {whole}', { name: 'Lin', count: 1234, whole: '{x}' }, 'en')).toBe(
      'Lin has 1,234 of {x}',
    );
  });

  test('a place without a value stays', () => expect(fill('Hello {name}', {}, 'en')).toBe('Hello {name}'));

  test('chooses the plural form of the language', () => {
    const forms = { one: 'one', few: 'few', many: 'many', other: 'other' };
    const of = (language: string) => [1, 3, 5, 0].map((count) => fill(forms, { count }, language));
    expect(of('en')).toEqual(['one', 'other', 'other', 'other']);
    expect(of('pl')).toEqual(['one', 'few', 'many', 'many']);
  });
});

test('t counts', () => {
  expect(t('lobby.inside', { count: 1 })).toBe('1 person inside');
  expect(t('lobby.inside', { count: 24 })).toBe('24 people inside');
});

test('the pseudo language is longer and in brackets', () =>
  expect(pseudo('Start a class')).toMatch(/^\[Start a class( ~)+\]$/));

test('whoever is slowed down is told how long', () => {
  const slowed = (seconds?: number) => errorText(new ApiError('rate_limited', 429, undefined, seconds));
  expect(slowed(1)).toBe('Too many attempts from this network. Try again in 1 second.');
  expect(slowed(90)).toBe('Too many attempts from this network. Try again in 90 seconds.');
  expect(slowed(121)).toBe('Too many attempts from this network. Try again in 3 minutes.');
  expect(slowed()).toBe(t('error.rate_limited'));
});

test('an unknown failure is ours', () => {
  expect(errorText(new Error('x'))).toBe(t('error.internal'));
  expect(errorText({ code: 'a_code_of_tomorrow' })).toBe(t('error.internal'));
  expect(errorText(null)).toBe(t('error.internal'));
  expect(errorText(new ApiError('network', 0))).toBe(t('error.network'));
});
