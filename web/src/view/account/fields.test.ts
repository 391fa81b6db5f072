import { describe, expect, test } from 'vitest';
import { ApiError } from '../../core/http';
import { check, errorsOf } from './fields';

describe('check', () => {
  test('passes what the server takes', () =>
    expect(check({ name: 'Lin', email: ' lin@school.example ', password: 'eight ch' })).toEqual({}));

  test('names every field that is wrong', () =>
    expect(Object.keys(check({ name: ' ', email: 'lin', password: 'seven c' }))).toEqual([
      'name',
      'email',
      'password',
    ]));

  test('counts characters of a name and bytes of a password, as the server does', () => {
    expect(check({ name: '😀'.repeat(60) })).toEqual({});
    expect(check({ name: '😀'.repeat(61) })).toHaveProperty('name');
    expect(check({ password: '😀😀' })).toEqual({});
    expect(check({ password: 'x'.repeat(257) })).toHaveProperty('password');
  });

  test('leaves alone what is not asked for', () => expect(check({ email: 'a@b' })).toEqual({}));
});

test('a refusal is said where it belongs', () => {
  expect(errorsOf(new ApiError('email_invalid', 422))).toHaveProperty('email');
  expect(errorsOf(new ApiError('password_wrong', 403))).toHaveProperty('present');
  expect(errorsOf(new ApiError('email_taken', 409))).toHaveProperty('email');
  expect(errorsOf(new ApiError('setup_link_invalid', 403))).toHaveProperty('form');
  expect(errorsOf(new Error('x'))).toHaveProperty('form');
});
