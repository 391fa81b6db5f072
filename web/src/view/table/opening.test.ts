import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeStorage } from '../../core/testing';
import { keepOpening, takeOpening } from './opening';

beforeEach(() => vi.stubGlobal('sessionStorage', new FakeStorage()));
afterEach(() => vi.unstubAllGlobals());

test('where somebody was is known once, and only of the class in which they were', () => {
  keepOpening('a', 147_300.4);
  expect(takeOpening('b')).toBeUndefined();
  expect([takeOpening('a'), takeOpening('a')]).toEqual([147_300, undefined]);
  keepOpening('a', 5_000);
  keepOpening('a', 0);
  expect(takeOpening('a')).toBeUndefined();
});
