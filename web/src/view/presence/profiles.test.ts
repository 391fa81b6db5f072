import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ClassPerson, Participant } from '../../protocol/generated';
import { GAP_MS, Profiles } from './profiles.svelte';

const people = (...ids: number[]) => ids.map((id) => ({ id }) as Participant);
const person = (participant: number, photo: string | null = null): ClassPerson => ({
  participant,
  pronouns: 'she/her',
  photo,
});

/** A server that knows these people, and remembers its questions. */
function serverWith(known: ClassPerson[]) {
  const asked: number[] = [];
  const photos: string[] = [];
  return {
    asked,
    photos,
    known,
    classPeople: vi.fn((_session: string, _token: string, after: number) => {
      asked.push(after);
      return Promise.resolve(known.filter(({ participant }) => participant > after));
    }),
    classPhoto: vi.fn((_session: string, _token: string, photo: string) => {
      photos.push(photo);
      return photo === 'gone' ? Promise.reject(new Error('404')) : Promise.resolve(new Blob([photo]));
    }),
  };
}

describe('profiles', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const open = (server: ReturnType<typeof serverWith>) => new Profiles(server, { session: 's', token: 't' });

  test('are asked for once for all who are met, and again for those who come later', async () => {
    const server = serverWith([person(2)]);
    const profiles = open(server);
    profiles.meet(people(1, 2, 3));
    profiles.meet(people(1, 2, 3));
    await vi.advanceTimersByTimeAsync(0);
    expect(server.asked).toEqual([0]);
    expect(profiles.of(2)?.pronouns).toBe('she/her');
    expect(profiles.of(1)).toBeUndefined();

    server.known.push(person(4), person(5));
    profiles.meet(people(4));
    profiles.meet(people(4, 5));
    await vi.advanceTimersByTimeAsync(GAP_MS - 1);
    expect(server.asked).toEqual([0]);
    await vi.advanceTimersByTimeAsync(1);
    expect(server.asked).toEqual([0, 3]);
    expect(profiles.of(5)?.pronouns).toBe('she/her');
    await vi.advanceTimersByTimeAsync(10 * GAP_MS);
    profiles.meet(people(1, 5));
    expect(server.asked).toEqual([0, 3]);
  });

  test('are forgotten, also those that were asked for just then', async () => {
    const server = serverWith([person(2), person(3)]);
    const profiles = open(server);
    profiles.meet(people(2));
    profiles.forget();
    await vi.advanceTimersByTimeAsync(0);
    expect(profiles.of(2)).toBeUndefined();
    server.known.splice(0, 1);
    profiles.meet(people(2, 3));
    await vi.advanceTimersByTimeAsync(GAP_MS);
    expect(server.asked).toEqual([0, 0]);
    expect([profiles.of(2), profiles.of(3)?.pronouns]).toEqual([undefined, 'she/her']);
  });

  test('are asked for again when the server did not answer', async () => {
    const server = serverWith([person(1)]);
    server.classPeople.mockRejectedValueOnce(new Error('no network'));
    const profiles = open(server);
    profiles.meet(people(1));
    await vi.advanceTimersByTimeAsync(0);
    expect(profiles.of(1)).toBeUndefined();
    await vi.advanceTimersByTimeAsync(GAP_MS);
    expect(profiles.of(1)?.pronouns).toBe('she/her');
  });

  test('have photos that are loaded once, and let go at the end', async () => {
    const [make, revoke] = [vi.fn(() => 'blob:1'), vi.fn()];
    vi.stubGlobal('URL', { createObjectURL: make, revokeObjectURL: revoke });
    const server = serverWith([]);
    const profiles = open(server);
    expect(await profiles.photo('a')).toBe('blob:1');
    expect(await profiles.photo('a')).toBe('blob:1');
    expect(await profiles.photo('gone')).toBeUndefined();
    expect(server.photos).toEqual(['a', 'gone']);
    profiles.close();
    await vi.advanceTimersByTimeAsync(0);
    expect(revoke.mock.calls).toEqual([['blob:1']]);
    profiles.meet(people(9));
    expect(server.asked).toEqual([]);
    vi.unstubAllGlobals();
  });
});
