import { describe, expect, test } from 'vitest';
import type { Seat } from '../protocol/generated';
import { Seats } from './seats';
import { SafeStorage, type WebStorage } from './storage';
import { FakeStorage } from './testing';

const storage = (web: WebStorage | undefined = new FakeStorage()) => new SafeStorage(() => web);
const seat = (token: string): Seat => ({ token, session: 's', participant: 2, role: 'guest' });

describe('Seats', () => {
  test('two tabs are two people, a third comes back as the last', () => {
    const browser = storage();
    const first = new Seats(storage(), browser);
    const second = new Seats(storage(), browser);
    const third = new Seats(storage(), browser);
    first.save(seat('one'), 'abc');
    second.save(seat('two'), 'abc');
    expect([first, second, third].map((tab) => tab.of('s')?.token)).toEqual(['one', 'two', 'two']);
    expect(third.ofTab('s')).toBeUndefined();
    expect(first.of('s')).toEqual({ ...seat('one'), code: 'abc' });
  });

  test('survive a reload', () => {
    const [tab, browser] = [storage(), storage()];
    new Seats(tab, browser).save(seat('one'), 'abc');
    expect(new Seats(tab, browser).ofTab('s')?.token).toBe('one');
  });

  test('are given up all together, and nothing else is', () => {
    const [tab, browser] = [storage(), storage()];
    const seats = new Seats(tab, browser);
    seats.save(seat('one'), 'abc');
    seats.save({ ...seat('two'), session: 't' }, 'def');
    browser.write('name', 'Lin');
    seats.forgetAll();
    expect([seats.of('s'), seats.of('t'), new Seats(tab, browser).of('s')]).toEqual([undefined, undefined, undefined]);
    expect(browser.read('name')).toBe('Lin');
  });

  test('are all that this browser keeps', () => {
    const browser = storage();
    const seats = new Seats(storage(), browser);
    seats.save(seat('one'), 'abc');
    seats.save({ ...seat('two'), session: 't' }, 'def');
    browser.write('seat.u', 'no seat');
    expect(new Seats(storage(), browser).all().map((kept) => kept.token)).toEqual(['one', 'two']);
  });

  test('are given up alone', () => {
    const browser = storage();
    const first = new Seats(storage(), browser);
    const second = new Seats(storage(), browser);
    first.save(seat('one'), 'abc');
    second.save(seat('two'), 'abc');
    first.forget('s');
    expect([first.ofTab('s'), second.of('s')?.token]).toEqual([undefined, 'two']);
    second.forget('s');
    expect(first.of('s')).toBeUndefined();
  });

  test('last as long as the page where storage is closed', () => {
    const closed = new SafeStorage(() => undefined);
    const seats = new Seats(closed, closed);
    seats.save(seat('one'), 'abc');
    expect(seats.of('s')?.token).toBe('one');
    seats.forget('s');
    expect(seats.of('s')).toBeUndefined();
  });

  test('ignore what is not a seat', () => {
    const tab = storage();
    for (const text of [
      '',
      '{',
      'null',
      '7',
      '{"token":"x"}',
      JSON.stringify({ ...seat('x'), session: 'other', code: 'c' }),
    ]) {
      tab.write('seat.s', text);
      expect(new Seats(tab, storage()).of('s')).toBeUndefined();
    }
  });
});
