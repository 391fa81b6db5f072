// `cargo xtask bench watch`: how fast *Watch* opens and seeks in a class of four hours, and what that takes of memory and of
// the line. Prints each figure beside its bound, and fails when one does not hold.
//
// MERIDIAN_BINARY names the server, MERIDIAN_LOAD the program that writes the class. With MERIDIAN_LONG_CLASS the class is kept in
// that folder, and taken from there the next time.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statfsSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openChromium } from '../lib/browsers.mjs';
import { Server } from '../lib/server.mjs';
import { eye } from './eye.mjs';

const OPENINGS = 7;
const SEEKS = 15;
const PLAY_MS = 60_000;
const MB = 1_000_000;
const HOUR_S = 3_600;
/** What a class takes on the disk, twice. */
const ROOM_BYTES = 1_000 * MB;
/** Files in memory need no time to become durable, and a warm server has them there anyway. */
const IN_MEMORY = '/dev/shm';

/** Where the class is to be. */
function place() {
  const { MERIDIAN_LONG_CLASS: kept } = process.env;
  if (kept) return kept;
  const fits = existsSync(IN_MEMORY) && statfsSync(IN_MEMORY).bavail * statfsSync(IN_MEMORY).bsize > ROOM_BYTES;
  return mkdtemp(join(fits ? IN_MEMORY : tmpdir(), 'meridian-watch-'));
}

const dataIn = (folder) => join(folder, 'data');

/** The class in a folder: it is written unless it is there. */
function classIn(folder) {
  const said = join(folder, 'class.json');
  if (!existsSync(said)) {
    const written = execFileSync(process.env.MERIDIAN_LOAD, ['long-class', dataIn(folder)], { stdio: ['ignore', 'pipe', 'inherit'] });
    writeFileSync(said, written);
  }
  return JSON.parse(readFileSync(said, 'utf8'));
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
const worst = (numbers) => Math.max(...numbers);

/** Places that look like chance, and are the same each time. While breakout rooms are open there are no pictures. */
function places({ length, rooms: [from, to] }, count) {
  const shares = Array.from({ length: 2 * count }, (_, number) => 0.02 + 0.95 * ((number * 0.618_034) % 1));
  return shares.filter((share) => share * length < from - 30_000 || share * length > to + 30_000).slice(0, count);
}

class Bench {
  rows = [];
  broken = [];

  /** Notes a figure; one without a bound is for information. */
  say(what, figure, unit, bound) {
    const holds = bound === undefined || figure <= bound;
    if (!holds) this.broken.push(what);
    this.rows.push([what, `${Math.round(figure)} ${unit}`, bound === undefined ? '' : `${bound} ${unit}`, holds ? '' : 'BROKEN']);
  }

  print() {
    const table = [['', 'measured', 'bound', ''], ...this.rows];
    const widths = table[0].map((_, column) => worst(table.map((row) => row[column].length)));
    const line = (row) => row.map((cell, column) => (column ? cell.padStart(widths[column]) : cell.padEnd(widths[0]))).join('  ');
    console.log(`\n${table.map(line).join('\n')}\n`);
  }
}

let next = 0;

/** The next student, who has not been here before. */
async function visitor(server, { seats, code }, beside) {
  const seat = { ...seats[next++ % seats.length], code };
  const viewer = await openChromium('viewer', undefined, { beside });
  await viewer.context.addInitScript(eye);
  await viewer.context.addInitScript((seat) => sessionStorage.setItem(`meridian.seat.${seat.session}`, JSON.stringify(seat)), seat);
  viewer.open = (query) => viewer.goto(`${server.url}/watch/${seat.session}${query}`);
  return viewer;
}

/**
 * Opens the class so often, each time as somebody new; returns when the first picture was seen, and what it took. With `before` the browser
 * was there before, at another moment: it has the app, and nothing of what is seen.
 */
async function opened(server, class_, browser, query, { check, before } = {}) {
  const found = [];
  for (let time = 0; time <= OPENINGS; time++) {
    const viewer = await visitor(server, class_, browser);
    if (before !== undefined) {
      await viewer.open(before);
      await viewer.until('a picture', () => window.eye.first);
      await viewer.goto(server.url);
    }
    await viewer.open(query);
    const first = await viewer.until('a picture', () => window.eye.first);
    await check?.(viewer);
    // The first time warms everything.
    if (time > 0) found.push({ ...first, ...(await viewer.evaluate(() => window.eye.loaded())) });
    await viewer.close();
  }
  return found;
}

async function seeks(viewer, shares) {
  const found = [];
  for (const share of shares) {
    const asked = await viewer.evaluate((share) => window.eye.seek(share), share);
    const took = await viewer.until(`a picture of ${Math.round(asked / 1_000)} s`, () => window.eye.arrived);
    found.push(took);
  }
  return found;
}

/** What the process of the page has of the machine's memory, in MB: `Pss` of Linux. Of all that draw pages, it has most. */
async function memory({ browser }) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const pss = ({ id }) => Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, 'utf8'))[1]);
  return (worst(processInfo.filter(({ type }) => type === 'renderer').map(pss)) * 1_024) / MB;
}

async function measure(server, class_, bench) {
  const main = await openChromium('warm');
  const hours = class_.length / 1_000 / HOUR_S;
  const late = (hours - 0.5) * HOUR_S;
  const inLastHour = (viewer) => viewer.until('the last hour', (at) => window.eye.position() >= at, late);

  const early = await opened(server, class_, main, '?t=960', { before: '?t=360' });
  bench.say('first frame, median', median(early.map(({ at }) => at)), 'ms', 500);
  const cold = await opened(server, class_, main, '?t=360');
  bench.say('… by a browser that has not been here', median(cold.map(({ at }) => at)), 'ms', 2_000);
  const start = await opened(server, class_, main, '');
  bench.say('opens from the start, median', median(start.map(({ at }) => at)), 'ms', 2_000);
  bench.say('… worst', worst(start.map(({ at }) => at)), 'ms');
  const last = await opened(server, class_, main, `?t=${late}`, { check: inLastHour });
  bench.say('opens in the last hour, first visit, median', median(last.map(({ at }) => at)), 'ms', 2_000);
  bench.say('… worst', worst(last.map(({ at }) => at)), 'ms');
  bench.say('… requests until then', median(last.map(({ requests }) => requests)), '');
  bench.say('… kilobytes until then', median(last.map(({ bytes }) => bytes)) / 1_000, 'kB');
  await main.close();

  const viewer = await visitor(server, class_);
  await viewer.open('');
  await viewer.until('a picture', () => window.eye.first);
  await viewer.until('all is read', () => window.eye.isQuiet(), undefined, 60_000);
  bench.say('memory once all is read', await memory(viewer), 'MB', 400);
  const shares = places(class_, SEEKS);
  const far = await seeks(viewer, shares);
  bench.say('seek to picture, not loaded, median', median(far), 'ms', 400);
  bench.say('… worst', worst(far), 'ms');
  const near = await seeks(viewer, shares.slice(-3).flatMap((share) => [share, share + 0.0006, share + 0.0002]).slice(1));
  bench.say('seek to picture, loaded, median', median(near), 'ms', 400);
  await viewer.evaluate((ms) => new Promise((done) => setTimeout(done, ms)), PLAY_MS);
  bench.say('memory after seeks and a minute of play', await memory(viewer), 'MB', 400);
  const loaded = await viewer.evaluate(() => window.eye.loaded());
  bench.say('requests in all', loaded.requests, '');
  bench.say('megabytes in all', loaded.bytes / MB, 'MB');
  await viewer.close();
}

const folder = await place();
const bench = new Bench();
try {
  const class_ = classIn(folder);
  const { people, events, messages, recorded } = class_;
  console.log(`${people} people, ${events} events, ${messages} messages, ${recorded.tracks} tracks, ${recorded.segments} segments, ${Math.round(recorded.bytes / MB)} MB`);
  assert.ok(events >= 20_000 && messages >= 10_000 && recorded.tracks >= 30, 'the class is as large as is said');
  const server = await Server.on(dataIn(folder));
  await measure(server, class_, bench).finally(() => server.stop());
} finally {
  bench.print();
  if (!process.env.MERIDIAN_LONG_CLASS) await rm(folder, { recursive: true, force: true });
}
if (bench.broken.length > 0) {
  console.error(`bounds are broken: ${bench.broken.join('; ')}`);
  process.exitCode = 1;
}
