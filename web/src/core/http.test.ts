import { describe, expect, test } from 'vitest';
import { ApiError, createApi } from './http';

/** An interface whose server gives `answer`, and the requests that it got. */
function answering(answer: () => Response | Promise<Response>) {
  const asked: { path: string; init: RequestInit }[] = [];
  const api = createApi(async (path, init = {}) => {
    asked.push({ path: String(path), init });
    return answer();
  });
  return { api, asked };
}

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('api', () => {
  test('asks and reads JSON', async () => {
    const { api, asked } = answering(() => Response.json({ setup_needed: false, mail: false, person: null }));
    expect(await api.me()).toEqual({ setup_needed: false, mail: false, person: null });
    await api.join('a/b?c', { name: 'Ada', consent: { record_camera: true, record_voice: false } });
    await api.journal('id', 'secret', 17);
    expect(asked.map(({ path }) => path)).toEqual([
      '/api/me',
      '/api/join/a%2Fb%3Fc',
      '/api/sessions/id/journal?from=17',
    ]);
    expect(asked[1]!.init).toMatchObject({ method: 'POST', headers: { 'content-type': 'application/json' } });
    expect(asked[2]!.init).toMatchObject({ headers: { authorization: 'Bearer secret' } });
  });

  test('signs out of one browser, and of all others', async () => {
    const { api, asked } = answering(() => Response.json([]));
    expect(await api.signOutOf('a/b')).toEqual([]);
    await api.signOutOfOthers();
    expect(asked.map(({ path, init }) => [init.method, path])).toEqual([
      ['DELETE', '/api/account/devices/a%2Fb'],
      ['DELETE', '/api/account/devices'],
    ]);
  });

  test('deletes, restores and erases a recording', async () => {
    const { api, asked } = answering(() => Response.json({ id: 's' }));
    await api.deleteRecording('s');
    await api.restoreRecording('s');
    await api.eraseRecording('s');
    expect(asked.map(({ path, init }) => [init.method, path])).toEqual([
      ['DELETE', '/api/sessions/s/recording'],
      ['POST', '/api/sessions/s/recording/restore'],
      ['POST', '/api/sessions/s/recording/erase'],
    ]);
  });

  test('reads files', async () => {
    const { api, asked } = answering(() => new Response(new Uint8Array([1, 2, 3])));
    expect(new Uint8Array(await api.media('id', 't', '../x.webm'))).toEqual(new Uint8Array([1, 2, 3]));
    expect(asked[0]!.path).toBe('/api/sessions/id/media/..%2Fx.webm');
  });

  test('signs out without a body in either direction', async () => {
    const { api } = answering(() => new Response(null, { status: 204 }));
    expect(await api.signOut()).toBeUndefined();
  });

  test('rejects with the code of the server', async () => {
    const { api } = answering(() => Response.json({ code: 'guests_not_allowed' }, { status: 403 }));
    expect(await failure(api.joinInfo('x'))).toMatchObject({ code: 'guests_not_allowed', status: 403 });
  });

  test.each([
    ['the network fails', () => Promise.reject(new TypeError('fetch failed')), 0],
    ['a proxy speaks for the server', () => new Response('<html>', { status: 502 }), 502],
    ['the answer is not JSON', () => new Response('<html>'), 200],
  ])('rejects with network when %s', async (_, answer, status) => {
    const error = await failure(answering(answer).api.me());
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ code: 'network', status });
  });

  test('leaves an aborted request to who aborted it', async () => {
    const { api } = answering(() => Promise.reject(new DOMException('aborted', 'AbortError')));
    const error = await failure(api.media('id', 't', 'f', AbortSignal.abort()));
    expect(error).toMatchObject({ name: 'AbortError' });
  });
});

describe('courses', () => {
  test('ask by paths in which no name leads elsewhere', async () => {
    const { api, asked } = answering(() => Response.json({}));
    await api.roster('a/b', { search: 'Zoë & co', state: 'asking', skip: 0 });
    await api.roster('c', { search: '' });
    await api.changeMember('c', 7, { state: 'removed' });
    await api.courseInvitation('../me');
    expect(asked.map(({ path, init }) => `${init.method ?? 'GET'} ${path}`)).toEqual([
      'GET /api/courses/a%2Fb/roster?search=Zo%C3%AB+%26+co&state=asking&skip=0',
      'GET /api/courses/c/roster',
      'PATCH /api/courses/c/roster/7',
      'GET /api/courses/join/..%2Fme',
    ]);
  });

  test('are left, and deleted, without a body in either direction', async () => {
    const { api, asked } = answering(() => new Response(null, { status: 204 }));
    await api.leaveCourse('c');
    await api.deleteCourse('c');
    expect(asked.map(({ init }) => [init.method, init.body])).toEqual([
      ['POST', undefined],
      ['DELETE', undefined],
    ]);
  });
});
