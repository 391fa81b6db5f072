// Input of the fake microphones and cameras: speech and moving slides, made once by espeak-ng and ffmpeg.
import { execFile } from 'node:child_process';
import { access, mkdir, rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const folder = join(tmpdir(), 'meridian-inputs-5');

async function once(name, make) {
  const path = join(folder, name);
  try {
    await access(path);
  } catch {
    await mkdir(folder, { recursive: true });
    const unfinished = join(folder, `part-${process.pid}-${name}`);
    await make(unfinished);
    await rename(unfinished, path);
  }
  return path;
}

/** A WAV file of a voice that talks without long pauses. */
export function speech(name, text, pitch) {
  return once(`${name}.wav`, (path) => run('espeak-ng', ['-v', 'en', '-p', String(pitch), '-s', '170', '-w', path, text]));
}

/**
 * Slides that change, with a running clock, at 10 frames a second. They are uncompressed: Chromium plays Motion JPEG at 30
 * frames a second, and then two processors have no time for three layers. 960x540 is enough for three layers.
 */
export function slides(name, colour, size = '960x540') {
  const source = `color=c=${colour}:size=${size}:rate=10:duration=6`;
  const filter = [
    "drawbox=x='mod(t*120,iw)':y=ih*0.7:w=iw/8:h=ih/6:color=white:t=fill",
    `drawtext=text='${name} %{pts\\:hms}':fontsize=h/8:fontcolor=white:x=w/16:y=h/4`,
  ].join(',');
  const args = ['-v', 'error', '-f', 'lavfi', '-i', source, '-vf', filter, '-pix_fmt', 'yuv420p', '-f', 'yuv4mpegpipe', '-y'];
  return once(`${name}-${size}.y4m`, (path) => run('ffmpeg', [...args, path]));
}

const TEXT = 'A matrix times a vector is another vector. When does the matrix only stretch it? Then the vector is special. ';

/** The inputs of the people in the tests. */
export async function inputs(size) {
  const [teacher, student, guest] = await Promise.all([
    person('teacher', 'navy', 40, size),
    person('student', 'darkgreen', 70, size),
    person('guest', 'maroon', 95, size),
  ]);
  return { teacher, student, guest };
}

async function person(name, colour, pitch, size) {
  const [audio, video] = await Promise.all([speech(name, TEXT.repeat(4), pitch), slides(name, colour, size)]);
  return { audio, video };
}
