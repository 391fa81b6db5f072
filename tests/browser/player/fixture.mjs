// A class of 120 s as the server would record it, made once by ffmpeg: manifest lines and files.
//
// It covers 0-60 s and 75-120 s, between which the server was away, with a beep each second. Participant 1 shares a screen:
// VP8 640x360, from 30 s 320x180, from 75 s 640x360, from 90 s VP9. The camera of participant 2 is on at 5-20 s and 25-50 s.
// Participant 3 shares a screen until 60 s that stands still most of the time: one frame a second. Every frame carries
// its class time in units of 40 ms, as a row of 12 squares, black or white.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { init, read, segments } from './webm.mjs';

const FPS = 25;
const SEGMENT_MS = 2000;
/** The time from the last frame of a segment to its line in the manifest. */
const WRITE_MS = 150;
const VP8 = 'video/webm; codecs="vp8"';
const VP9 = 'video/webm; codecs="vp09.00.10.08"';
const OPUS = 'audio/webm; codecs="opus"';

function make(dir, name, args) {
  const path = join(dir, `source-${name}.webm`);
  if (!existsSync(path)) {
    execFileSync('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', ...args, '-f', 'webm', `${path}.part`]);
    renameSync(`${path}.part`, path);
  }
  return readFileSync(path);
}

function squares(size, from) {
  const square = (i) =>
    `drawbox=x=${i * size}:y=0:w=${size}:h=${size}:t=fill:color=white:enable='mod(floor((n+${from * FPS})/${2 ** i}),2)'`;
  return Array.from({ length: 12 }, (_, i) => square(i)).join(',');
}

function pictures(dir, { from, to, width, height, codec = 'libvpx', keyEvery = 8, still = false, busy = false }) {
  const snow = `noise=alls=40:allf=t,drawbox=h=${width / 16}:t=fill:color=black`;
  const filter = [...(busy ? [snow] : []), squares(width / 16, from), `drawbox=x='mod(t*100,${width})':y=${height / 2}:w=40:h=40:t=fill:color=red`];
  if (still) filter.push("select='lt(mod(n\\,200)\\,25)+not(mod(n\\,25))'");
  return make(dir, `${from}-${to}-${width}-${codec}-${keyEvery}${still ? '-still' : ''}${busy ? '-busy' : ''}`, [
    '-i', `color=black:s=${width}x${height}:r=${FPS}:d=${to - from}`, '-vf', filter.join(','), '-fps_mode', 'passthrough',
    '-c:v', codec, '-deadline', 'realtime', '-cpu-used', '8', '-b:v', busy ? '600k' : '400k', '-g', '1000',
    '-force_key_frames', `expr:gte(t,n_forced*${keyEvery})`, '-auto-alt-ref', '0', '-lag-in-frames', '0',
  ]);
}

function beeps(dir, seconds) {
  const wave = `aevalsrc=exprs='0.2*sin(2*PI*880*t)*lt(mod(t,1),0.1)':s=48000:d=${seconds}`;
  return make(dir, `beeps-${seconds}`, ['-i', wave, '-c:a', 'libopus', '-b:a', '32k']);
}

/** A class in the making: where its files are, its lines, and what writes more of both. */
function recorder(name) {
  const dir = join(tmpdir(), `meridian-player-${name}`);
  mkdirSync(dir, { recursive: true });
  const lines = [];
  const inits = [];
  const open = (at, content) => {
    inits.push(0);
    lines.push({ visible: at, entry: { entry: 'track', track: inits.length - 1, content: { room: 0, ...content } } });
    return inits.length - 1;
  };
  const record = (track, source, { at, mime, tail, width = 0, height = 0 }) => {
    const parsed = read(source);
    const number = inits[track]++;
    const write = (visible, file, data, entry) => {
      writeFileSync(join(dir, file), data);
      lines.push({ visible, entry: { ...entry, track, init: number, file } });
    };
    write(at + SEGMENT_MS, `t${track}-i${number}.webm`, init(parsed), { entry: 'init', mime, width, height });
    for (const { start, duration, key, bytes } of segments(parsed.blocks, at, SEGMENT_MS, tail)) {
      const entry = { entry: 'segment', start, duration, key, bytes: bytes.length };
      write(start + duration + WRITE_MS, `t${track}-${start}.webm`, bytes, entry);
    }
  };
  const film = (track, shape) => {
    const mime = shape.codec ? VP9 : VP8;
    record(track, pictures(dir, shape), { at: shape.from * 1000, mime, tail: 1000 / FPS, width: shape.width, height: shape.height });
  };
  const finish = () => {
    lines.push({ visible: END_VISIBLE_MS, entry: { entry: 'end', duration: 120_000 } });
    lines.sort((a, b) => a.visible - b.visible); // The sort is stable: lines of the same time keep their order.
    return { dir, lines };
  };
  return { dir, lines, open, record, film, finish };
}

const of = (participant, source) => ({ of: 'participant', participant, source });
const large = { width: 640, height: 360 };
const small = { width: 320, height: 180 };

/** `{dir, lines: {visible, entry}[]}`: each line with the class time at which the server writes it. */
export function fixture() {
  const { dir, lines, open, record, film, finish } = recorder('fixture-1');
  record(open(0, { of: 'mix' }), beeps(dir, 60), { at: 0, mime: OPUS, tail: 20 });
  const screen = open(0, of(1, 'screen'));
  film(screen, { from: 0, to: 30, ...large });
  film(screen, { from: 30, to: 60, ...small });
  const camera = open(5000, of(2, 'camera'));
  film(camera, { from: 5, to: 20, ...small, keyEvery: 7 });
  film(camera, { from: 25, to: 50, ...small, keyEvery: 7 });
  film(open(0, of(3, 'screen')), { from: 0, to: 60, ...small, still: true });
  lines.push({ visible: 75_000, entry: { entry: 'gap', from: 60_000, to: 75_000 } });
  record(open(75_000, { of: 'mix' }), beeps(dir, 45), { at: 75_000, mime: OPUS, tail: 20 });
  const again = open(75_000, of(1, 'screen'));
  film(again, { from: 75, to: 90, ...large });
  film(again, { from: 90, to: 120, ...large, codec: 'libvpx-vp9' });
  return finish();
}

/** A class of 120 s whose screen snows: 20 seconds of it are more than a megabyte, 12 are less. */
export function busyFixture() {
  const { dir, open, record, film, finish } = recorder('fixture-busy');
  record(open(0, { of: 'mix' }), beeps(dir, 120), { at: 0, mime: OPUS, tail: 20 });
  film(open(0, of(1, 'screen')), { from: 0, to: 120, ...large, busy: true });
  return finish();
}

/** The class time at which the server says that the recording is complete. */
export const END_VISIBLE_MS = 121_000;
