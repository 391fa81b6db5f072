// Serves a fixture by the two routes of the timeline, and a page with the player from the sources.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { END_VISIBLE_MS } from './fixture.mjs';

const web = createRequire(new URL('../../../web/package.json', import.meta.url));

/** Bundles the page with the bundler of the web app. */
export async function bundle() {
  const { rolldown } = await import(web.resolve('rolldown'));
  const build = await rolldown({ input: new URL('page.mjs', import.meta.url).pathname });
  const { output } = await build.generate({ format: 'esm' });
  return output[0].code;
}

/** A file, asked for with a seat's token or with the key of the class. */
const FILE = /^(?:\/api\/sessions\/class\/media|\/media\/class\/main)\/(t[\w.-]+)$/;

/**
 * Starts the server. With `liveFrom` (ms), class is live and its time runs from there; otherwise class is over. Pages of the
 * manifest have `pageLines` lines, and each takes `pageMs` to come.
 */
export async function serve({ dir, lines }, page, { liveFrom, pageLines = Infinity, pageMs = 0 } = {}) {
  const opened = performance.now();
  const faults = { failNext: 0, missing: new Set() };
  const now = () => (liveFrom === undefined ? END_VISIBLE_MS : Math.min(END_VISIBLE_MS, liveFrom + performance.now() - opened));

  function manifest(query) {
    const visible = lines.filter((line) => line.visible <= now()).map((line) => line.entry);
    const ended = visible.at(-1)?.entry === 'end';
    const edge = ended ? visible.at(-1).duration : Math.round(now());
    const at = query.get('at');
    const first = at === null ? Number(query.get('from')) : Math.max(0, visible.findIndex((entry) => entry.start + entry.duration > at - 12_000));
    const heads = at === null ? [] : visible.slice(0, first).filter(({ entry }) => entry === 'track' || entry === 'init');
    const page = visible.slice(first, first + pageLines);
    const next = first + page.length;
    const more = next < visible.length;
    return JSON.stringify({ entries: [...heads, ...page], first, next, more, complete: ended && !more, now: edge });
  }

  async function answer(url) {
    if (url.pathname === '/') return ['text/html', '<!doctype html><title>player</title><script type="module" src="/page.js"></script>'];
    if (url.pathname === '/page.js') return ['text/javascript', page];
    if (url.pathname === '/api/sessions/class/manifest') {
      await setTimeout(pageMs);
      return ['application/json', manifest(url.searchParams)];
    }
    if (url.pathname === '/api/sessions/class/media-keys') {
      return ['application/json', JSON.stringify({ rooms: { 0: 'main' }, valid_ms: 60_000, renew_ms: 30_000 })];
    }
    const line = url.pathname.match(/^\/media\/class\/main\/manifest\/(\d+)$/)?.[1];
    if (line !== undefined) {
      await setTimeout(pageMs);
      return ['application/json', manifest(new URLSearchParams({ from: line }))];
    }
    const file = url.pathname.match(FILE)?.[1];
    if (!file || faults.missing.has(file)) return undefined;
    return ['application/octet-stream', await readFile(join(dir, file))];
  }

  const server = createServer(async (request, response) => {
    const url = new URL(request.url, 'http://localhost');
    if (FILE.test(url.pathname) && faults.failNext > 0) {
      faults.failNext--;
      return request.socket.destroy();
    }
    const allowed = !url.pathname.startsWith('/api/') || request.headers.authorization === 'Bearer seat';
    const found = allowed && (await answer(url).catch(() => undefined));
    const [type, body] = found || ['application/json', '{"code":"not_found"}'];
    response.writeHead(found ? 200 : 404, { 'content-type': type });
    response.end(body);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    faults,
    now,
    close: () => new Promise((closed) => server.close(closed).closeAllConnections()),
  };
}
