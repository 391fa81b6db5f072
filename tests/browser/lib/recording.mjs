// Reads a recording as anyone with a seat can, over HTTP, and lets ffmpeg judge it.
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ARTIFACTS } from './browsers.mjs';

const run = promisify(execFile);

/** The seat of a page. */
export function seatOf(person) {
  return person.evaluate(() => {
    const keys = Object.keys(sessionStorage).filter((k) => k.startsWith('meridian.seat.'));
    // A tab that was in several classes has a seat in each.
    const key = keys.find((k) => k.endsWith(`.${location.pathname.split('/')[2]}`)) ?? keys[0];
    return key ? JSON.parse(sessionStorage.getItem(key)) : null;
  });
}

/** The tracks of manifest lines, each with its segments. */
export function tracksOf(entries) {
  const segments = entries.filter((entry) => entry.entry === 'segment');
  return entries
    .filter((entry) => entry.entry === 'track')
    .map(({ track, content }) => ({ track, content, segments: segments.filter((segment) => segment.track === track) }));
}

/** The end of a track. */
export function endOf({ segments }) {
  return Math.max(0, ...segments.map(({ start, duration }) => start + duration));
}

export class Recording {
  constructor(server, seat) {
    this.session = seat.session;
    this.base = `${server.url}/api/sessions/${seat.session}`;
    this.headers = { authorization: `Bearer ${seat.token}` };
    this.acts = 0;
  }

  json(path, init) {
    return json(`${this.base}/${path}`, { ...init, headers: { ...this.headers, ...init?.headers } });
  }

  /** The session for somebody who takes a seat by the join link. */
  async join(link, name) {
    const consent = { record_camera: false, record_voice: false };
    const { origin, pathname } = new URL(link);
    const code = pathname.split('/').at(-1);
    return new Recording({ url: origin }, await json(`${origin}/api/join/${code}`, posted({ name, consent })));
  }

  /** A later act: {anchor?, command}. */
  act(act) {
    this.acts += 1;
    return this.json('commands', posted({ id: this.acts, ...act }));
  }

  async file(name) {
    const answer = await fetch(`${this.base}/media/${name}`, { headers: this.headers });
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    return Buffer.from(await answer.arrayBuffer());
  }

  /** The whole manifest. */
  async manifest() {
    const entries = [];
    for (let from = 0; ; ) {
      const page = await this.json(`manifest?from=${from}`);
      entries.push(...page.entries);
      from = page.next;
      if (!page.more) return { ...page, entries };
    }
  }

  timeline = () => this.json('timeline');

  async journal() {
    const events = [];
    for (let from = 1; ; ) {
      const page = await this.json(`journal?from=${from}`);
      events.push(...page.events);
      from = page.next;
      if (!page.more) return events;
    }
  }

  /** Waits until the last line is there; returns how many milliseconds that took. */
  async completed(patience) {
    const start = Date.now();
    while (!(await this.manifest()).complete) {
      if (Date.now() - start > patience) throw new Error(`not complete after ${patience} ms`);
      await new Promise((done) => setTimeout(done, 50));
    }
    return Date.now() - start;
  }

  /** Moves the cursor of a viewer to a class time, in milliseconds, once class is over. */
  async seek(person, at) {
    const { entries } = await this.manifest();
    const length = Math.max(entries.at(-1).duration, (await this.timeline()).now);
    await person.evaluate((share) => window.meridianProbe.clickTimeline(share), at / length);
  }

  /** Decodes every segment of every track; returns the complaints of ffmpeg, and how much was decoded. */
  async decodeAll() {
    const { entries } = await this.manifest();
    const folder = await mkdtemp(join(tmpdir(), 'meridian-decode-'));
    const complaints = [];
    let segments = 0;
    try {
      for (const init of entries.filter((entry) => entry.entry === 'init')) {
        const own = entries.filter((e) => e.entry === 'segment' && e.track === init.track && e.init === init.init);
        if (own.length === 0) continue;
        segments += own.length;
        const parts = [await this.file(init.file)];
        for (const segment of own) parts.push(await this.file(segment.file));
        const path = join(folder, init.file);
        await writeFile(path, Buffer.concat(parts));
        // Frames keep their own times: the rate of a camera is not constant, and ffmpeg must not make it so.
        const args = ['-v', 'error', '-nostdin', '-i', path, '-fps_mode', 'passthrough', '-enc_time_base', '1:1000'];
        const { stderr } = await run('ffmpeg', [...args, '-f', 'null', '-']).catch((error) => error);
        if (!stderr.trim()) continue;
        complaints.push(`${init.file} (${init.mime}): ${stderr.trim().slice(0, 400)}`);
        await mkdir(ARTIFACTS, { recursive: true });
        await copyFile(path, join(ARTIFACTS, init.file));
      }
    } finally {
      await rm(folder, { recursive: true });
    }
    return { complaints, segments };
  }
}

async function json(url, init) {
  const answer = await fetch(url, init);
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

function posted(body) {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
