import { afterEach, describe, expect, test, vi } from 'vitest';
import { parseRoute, Router } from './router';

const at = (address: string) => parseRoute(new URL(address, 'https://class.example'));

describe('parseRoute', () => {
  test.each([
    ['/', { page: 'home' }],
    ['/setup#a.b-c', { page: 'setup', token: 'a.b-c' }],
    ['/setup', { page: 'setup', token: '' }],
    ['/sign-in', { page: 'sign-in', next: '/' }],
    ['/sign-in?next=%2Fj%2Fabc', { page: 'sign-in', next: '/j/abc' }],
    ['/enter#key', { page: 'enter', token: 'key' }],
    ['/sign-in/link#key', { page: 'mail-sign-in', token: 'key' }],
    ['/password', { page: 'password', token: '' }],
    ['/password#key', { page: 'password', token: 'key' }],
    ['/confirm#key', { page: 'confirm', token: 'key' }],
    ['/account', { page: 'account' }],
    ['/j/kla-3f9', { page: 'lobby', code: 'kla-3f9' }],
    ['/j/kla-3f9?t=1:00&until=90', { page: 'lobby', code: 'kla-3f9', wanted: { at: 60, until: 90 } }],
    ['/j/kla-3f9/', { page: 'lobby', code: 'kla-3f9' }],
    ['/class/0190-ab', { page: 'class', session: '0190-ab', hand: false }],
    ['/class/0190-ab?hand', { page: 'class', session: '0190-ab', hand: true }],
    [
      '/watch/0190-ab',
      { page: 'watch', session: '0190-ab', atSeconds: undefined, untilSeconds: undefined, nextPart: false },
    ],
    [
      '/watch/0190-ab?t=12.5',
      { page: 'watch', session: '0190-ab', atSeconds: 12.5, untilSeconds: undefined, nextPart: false },
    ],
    [
      '/watch/0190-ab?t=1:00&until=1:30',
      { page: 'watch', session: '0190-ab', atSeconds: 60, untilSeconds: 90, nextPart: false },
    ],
    [
      '/watch/0190-ab?part',
      { page: 'watch', session: '0190-ab', atSeconds: undefined, untilSeconds: undefined, nextPart: true },
    ],
    [
      '/watch/0190-ab?t=0',
      { page: 'watch', session: '0190-ab', atSeconds: 0, untilSeconds: undefined, nextPart: false },
    ],
    [
      '/watch/0190-ab?t=1m5s',
      { page: 'watch', session: '0190-ab', atSeconds: 65, untilSeconds: undefined, nextPart: false },
    ],
    [
      '/watch/0190-ab?t=1.5m',
      { page: 'watch', session: '0190-ab', atSeconds: 90, untilSeconds: undefined, nextPart: false },
    ],
    ['/courses/new', { page: 'course-new' }],
    ['/courses/0190-ab', { page: 'course', course: '0190-ab', part: 'classes' }],
    ['/courses/0190-ab/people', { page: 'course', course: '0190-ab', part: 'people' }],
    ['/courses/0190-ab/insights', { page: 'course', course: '0190-ab', part: 'insights' }],
    ['/courses/0190-ab/board?about=0190-cd&t=5', { page: 'course', course: '0190-ab', part: 'board' }],
    ['/courses/0190-ab/board/0190-cd', { page: 'course-thread', course: '0190-ab', thread: '0190-cd' }],
    ['/courses/0190-ab/board/0190-cd/e', { page: 'not-found' }],
    ['/courses/0190-ab/settings', { page: 'course-settings', course: '0190-ab' }],
    ['/courses/0190-ab/import', { page: 'course-import', course: '0190-ab' }],
    ['/courses/0190-ab/plan', { page: 'course-plan', course: '0190-ab' }],
    ['/courses/0190-ab/classes/01-f', { page: 'course-class', course: '0190-ab', session: '01-f' }],
    ['/courses/0190-ab/classes/01-f/watch', { page: 'course-go-on', course: '0190-ab', session: '01-f' }],
    ['/courses/join/kla-3f9', { page: 'course-join', code: 'kla-3f9' }],
    ['/invitation#key', { page: 'invitation', token: 'key' }],
    ['/invitation', { page: 'invitation', token: '' }],
    ['/people', { page: 'people' }],
    ['/log', { page: 'log' }],
    ['/courses/0190-ab/log', { page: 'course-log', course: '0190-ab' }],
    [
      '/watch/0190-ab?t=0:25',
      { page: 'watch', session: '0190-ab', atSeconds: 25, untilSeconds: undefined, nextPart: false },
    ],
  ])('reads %s', (address, route) => expect(at(address)).toEqual(route));

  test.each([
    ...['/j', '/j/', '/j/a/b', '/j/a%2Fb', '/j/%', '/class', '/home', '/setup/x', '/account/x', '/j/' + 'a'.repeat(65)],
    ...[
      '/courses',
      '/courses/join',
      '/courses/a/b',
      '/courses/a/settings/b',
      '/courses/new/settings',
      '/courses/a/classes',
      '/courses/a/classes/b/c',
      '/people/a',
      '/log/a',
      '/sign-in/x',
      '/sign-in/link/x',
      '/confirm/x',
    ],
  ])('has no page for %s', (path) => expect(at(path)).toEqual({ page: 'not-found' }));

  test.each(['-1', 'x', 'abc', '1.5x', '1:75', '', 'Infinity', 'NaN'])('takes no position from t=%s', (t) =>
    expect(at(`/watch/s?t=${t}`)).toMatchObject({ page: 'watch', atSeconds: undefined }),
  );

  test.each(['https://elsewhere.example', '//elsewhere.example', '/\\elsewhere.example', 'javascript:alert(1)', 'j/x'])(
    'does not follow %s after signing in',
    (next) => expect(at(`/sign-in?next=${encodeURIComponent(next)}`)).toEqual({ page: 'sign-in', next: '/' }),
  );
});

describe('the moment in an address', () => {
  /** A browser tab at an address. */
  function openAt(address: string): Router {
    const place = new URL(address, 'https://class.example');
    vi.stubGlobal('location', place);
    vi.stubGlobal('history', {
      replaceState: (_: unknown, __: string, to: string) => (place.href = new URL(to, place).href),
    });
    vi.stubGlobal('window', { addEventListener: () => {} });
    vi.stubGlobal('document', { addEventListener: () => {} });
    const router = new Router();
    router.start();
    return router;
  }
  afterEach(() => vi.unstubAllGlobals());

  test('leads there once: a reload goes on where one was', () => {
    const router = openAt('/watch/s?lang=x-rtl&t=0');
    expect(router.current).toMatchObject({ page: 'watch', atSeconds: 0 });
    router.forgetDone();
    expect(location.href).toBe('https://class.example/watch/s?lang=x-rtl');
    expect(router.current).toMatchObject({ page: 'watch', atSeconds: undefined });
    expect(openAt(location.href).current).toMatchObject({ page: 'watch', atSeconds: undefined });
  });

  test('leaves an address without one as it is', () => {
    const router = openAt('/watch/s');
    router.forgetDone();
    expect(location.href).toBe('https://class.example/watch/s');
  });
});
