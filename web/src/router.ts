import { createSubscriber } from 'svelte/reactivity';
import { momentOf } from './view/watch/moment';

/** A part of the page of a course. */
export type CoursePart = 'classes' | 'board' | 'people' | 'insights';

/** A moment of class, or a stretch of it where it has an end. In seconds. */
export type Stretch = { readonly at: number; readonly until: number | undefined };

/** A place in the app, as its address says it. */
export type Route =
  | { page: 'home' }
  | { page: 'setup'; token: string }
  | { page: 'sign-in'; next: string }
  | { page: 'enter'; token: string }
  | { page: 'mail-sign-in'; token: string }
  | { page: 'password'; token: string }
  | { page: 'confirm'; token: string }
  | { page: 'account' }
  | { page: 'unsubscribe'; secret: string }
  | {
      page: 'lobby';
      code: string;
      /** What whoever comes by a link to a moment wants to watch. */ wanted: Stretch | undefined;
    }
  | { page: 'class'; session: string; /** Raises the reader's hand once they are in. */ hand: boolean }
  | {
      page: 'watch';
      session: string;
      atSeconds: number | undefined;
      untilSeconds: number | undefined;
      /** Plays the next part of what is left. */
      nextPart: boolean;
    }
  | { page: 'course-new' }
  | { page: 'course'; course: string; part: CoursePart }
  | { page: 'course-thread'; course: string; thread: string }
  | { page: 'course-settings'; course: string }
  | { page: 'course-import'; course: string }
  | { page: 'course-plan'; course: string }
  | { page: 'course-class'; course: string; session: string }
  | { page: 'course-go-on'; course: string; session: string }
  | { page: 'course-log'; course: string }
  | { page: 'course-join'; code: string }
  | { page: 'invitation'; token: string }
  | { page: 'people' }
  | { page: 'log' }
  | { page: 'letters' }
  | { page: 'consent' }
  | { page: 'consent-change' }
  | { page: 'not-found' };

/** Reads an address. An address that it cannot read is `not-found`; it never throws. */
export function parseRoute(url: URL): Route {
  const [place = '', name = '', ...rest] = url.pathname.replace(/^\/|\/$/g, '').split('/');
  const fragment = url.hash.slice(1);
  const id = idOf(name);
  if (place === 'courses') return courseRoute(name, rest);
  if (place === 'consent' && name === 'change' && rest.length === 0) return { page: 'consent-change' };
  if (rest.length > 0) return { page: 'not-found' };
  switch (place) {
    case '':
      return name ? { page: 'not-found' } : { page: 'home' };
    case 'setup':
      return name ? { page: 'not-found' } : { page: 'setup', token: fragment };
    case 'sign-in':
      if (name === 'link') return { page: 'mail-sign-in', token: fragment };
      return name ? { page: 'not-found' } : { page: 'sign-in', next: ownPath(url.searchParams.get('next')) };
    case 'enter':
      return name ? { page: 'not-found' } : { page: 'enter', token: fragment };
    case 'password':
      return name ? { page: 'not-found' } : { page: 'password', token: fragment };
    case 'confirm':
      return name ? { page: 'not-found' } : { page: 'confirm', token: fragment };
    case 'account':
      return name ? { page: 'not-found' } : { page: 'account' };
    case 'unsubscribe':
      return id ? { page: 'unsubscribe', secret: id } : { page: 'not-found' };
    case 'j':
      return id ? { page: 'lobby', code: id, wanted: wanted(url) } : { page: 'not-found' };
    case 'class':
      return id ? { page: 'class', session: id, hand: url.searchParams.has('hand') } : { page: 'not-found' };
    case 'watch':
      return id ? watchRoute(id, url) : { page: 'not-found' };
    case 'invitation':
      return name ? { page: 'not-found' } : { page: 'invitation', token: fragment };
    case 'people':
      return name ? { page: 'not-found' } : { page: 'people' };
    case 'letters':
      return name ? { page: 'not-found' } : { page: 'letters' };
    case 'consent':
      return name ? { page: 'not-found' } : { page: 'consent' };
    case 'log':
      return name ? { page: 'not-found' } : { page: 'log' };
    default:
      return { page: 'not-found' };
  }
}

function courseRoute(name: string, [below = '', ...rest]: string[]): Route {
  const course = idOf(name);
  if (course && below === 'classes') {
    const [session, verb] = [idOf(rest[0] ?? ''), rest[1]];
    if (!session || rest.length > 2 || (verb ?? 'watch') !== 'watch') return { page: 'not-found' };
    return { page: verb ? 'course-go-on' : 'course-class', course, session };
  }
  if (course && below === 'board' && rest.length === 1) {
    const thread = idOf(rest[0]!);
    return thread ? { page: 'course-thread', course, thread } : { page: 'not-found' };
  }
  if (!course || rest.length > 0) return { page: 'not-found' };
  if (name === 'join') return idOf(below) ? { page: 'course-join', code: below } : { page: 'not-found' };
  if (below === '') return name === 'new' ? { page: 'course-new' } : { page: 'course', course, part: 'classes' };
  if (name === 'new') return { page: 'not-found' };
  if (below === 'people' || below === 'board' || below === 'insights') return { page: 'course', course, part: below };
  if (below === 'settings') return { page: 'course-settings', course };
  if (below === 'plan') return { page: 'course-plan', course };
  if (below === 'log') return { page: 'course-log', course };
  return below === 'import' ? { page: 'course-import', course } : { page: 'not-found' };
}

function watchRoute(session: string, url: URL): Route {
  const [atSeconds, untilSeconds] = [moment(url, 't'), moment(url, 'until')];
  return { page: 'watch', session, atSeconds, untilSeconds, nextPart: url.searchParams.has('part') };
}

function wanted(url: URL): Stretch | undefined {
  const at = moment(url, 't');
  return at === undefined ? undefined : { at, until: moment(url, 'until') };
}

/** A moment of class, in seconds. */
function moment(url: URL, name: string): number | undefined {
  return momentOf(url.searchParams.get(name) ?? '');
}

function idOf(name: string): string | undefined {
  return /^[\w-]{1,64}$/.test(name) ? name : undefined;
}

/** The path to go to after signing in. It stays within this site, so that a crafted link cannot lead elsewhere. */
function ownPath(path: string | null): string {
  return path && /^\/(?![/\\])/.test(path) ? path : '/';
}

/** The current place. Reading `current` in a component or effect follows it. */
export class Router {
  #current: Route = { page: 'home' };
  #changed = () => {};
  #follow = createSubscriber((update) => {
    this.#changed = update;
    return () => (this.#changed = () => {});
  });

  /** Whether the route has changed since the page was loaded: only then does the heading of a page take the focus. */
  moved = false;

  /** Where the app is. */
  get current(): Route {
    this.#follow();
    return this.#current;
  }

  /** Reads the address bar; call it once at the start. */
  start(): void {
    this.#read();
    window.addEventListener('popstate', () => {
      this.moved = true;
      this.#read();
    });
    document.addEventListener('click', (event) => this.#click(event));
  }

  /** Goes to a path of this app. With `replace` the Back button does not lead to the present place. */
  go(path: string, options: { replace?: boolean } = {}): void {
    if (options.replace) history.replaceState(null, '', path);
    else history.pushState(null, '', path);
    this.moved = true;
    this.#read();
    window.scrollTo(0, 0);
  }

  /** Removes from the address what was done once, a moment to which playback has gone: a reload must not do it again. */
  forgetDone(): void {
    const url = new URL(location.href);
    const done = ['t', 'part', 'hand'].filter((name) => url.searchParams.has(name));
    if (done.length === 0) return;
    done.forEach((name) => url.searchParams.delete(name));
    history.replaceState(null, '', url.pathname + url.search);
    this.#read();
  }

  #read(): void {
    this.#current = parseRoute(new URL(location.href));
    const secret = 'token' in this.#current;
    // One-use tokens do not stay in the address bar, where they would be shown on a shared screen and kept in history.
    if (secret && location.hash) history.replaceState(null, '', location.pathname + location.search);
    this.#changed();
  }

  /** Follows ordinary links within the app without loading the page anew. */
  #click(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
    if (link.pathname === location.pathname && link.hash) return;
    event.preventDefault();
    this.go(link.pathname + link.search + link.hash);
  }
}

/** The app's router. */
export const router = new Router();
