import { describe, expect, test } from 'vitest';
import { SafeStorage } from './storage';
import { FakeStorage } from './testing';

const closed = new Proxy(new FakeStorage(), {
  get: () => () => {
    throw new Error('denied');
  },
});

describe('storage', () => {
  test('keeps texts and values under the names of the app, and removes them', () => {
    const web = new FakeStorage();
    const storage = new SafeStorage(() => web);
    storage.write('name', 'Lin');
    storage.writeJson('choice', { camera: false });
    expect([web.getItem('meridian.name'), web.getItem('meridian.choice')]).toEqual(['Lin', '{"camera":false}']);
    expect([storage.read('name'), storage.readJson('choice')]).toEqual(['Lin', { camera: false }]);
    storage.write('name', null);
    storage.writeJson('choice', null);
    expect([storage.read('name'), storage.readJson('choice'), web.length]).toEqual([null, null, 0]);
  });

  test('removes all of one beginning and nothing else, not even of another app', () => {
    const web = new FakeStorage();
    for (const key of ['meridian.seat.a', 'meridian.seat.b', 'meridian.name', 'seat.c']) web.setItem(key, 'x');
    new SafeStorage(() => web).removeAll('seat.');
    expect([web.key(0), web.key(1), web.length]).toEqual(['meridian.name', 'seat.c', 2]);
  });

  test('a value that is no JSON is none', () => {
    const web = new FakeStorage();
    web.setItem('meridian.draft', '{');
    expect(new SafeStorage(() => web).readJson('draft')).toBeNull();
  });

  test.each([
    ['closed', () => closed],
    ['absent', () => undefined],
    [
      'denied as a whole',
      () => {
        throw new Error('denied');
      },
    ],
  ])('storage that is %s keeps nothing and throws nothing', (_, open) => {
    const storage = new SafeStorage(open);
    storage.write('name', 'Lin');
    storage.writeJson('draft', []);
    storage.removeAll('');
    expect([storage.read('name'), storage.readJson('draft')]).toEqual([null, null]);
  });
});
