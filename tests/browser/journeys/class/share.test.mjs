// The stage, used by staff and students: sharing, spotlight, muting, reactions, consent; and what was shared in what is taken along.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { unzipSync } from 'fflate';
import { openChromium, openFirefox } from '../../lib/browsers.mjs';
import { TEACHER, chromiumGuest, openClass } from '../../lib/class.mjs';
import { lookAt } from '../../lib/look.mjs';
import { drawScreen } from '../../lib/probe.mjs';
import { Recording, seatOf, tracksOf } from '../../lib/recording.mjs';

const STUDENT = 2;
const TONE_HZ = 1_100;

/** Runs in the page: whether the first person's camera is shown larger than the second person's. */
function isLarger(pair) {
  const [first, second] = pair.map((who) => document.querySelector(`[data-participant="${who}"][data-source="camera"]`)?.clientWidth ?? 0);
  return first > second;
}

test('the stage', { timeout: 240_000 }, async (t) => {
  const world = await openClass(t);
  const { teacher, people, stack } = world;
  const student = await chromiumGuest(world, 'Student', people.student);
  const class_ = new Recording(world.server, await seatOf(teacher));

  await t.test('a shared screen is seen large', async () => {
    await teacher.click('Share screen');
    await student.seesVideoOf(TEACHER, 'screen', { height: 100 });
    await student.eventually('a camera in VP8 and a screen in VP9', async () => {
      const codecs = (await student.inbound()).filter(({ kind, frames }) => kind === 'video' && frames > 0).map(({ codec }) => codec);
      return codecs.toSorted().join() === 'video/VP8,video/VP9';
    });
    await teacher.click('Share screen');
    await student.eventually('the share to end', async () => !(await student.tiles()).some((s) => s.source === 'screen'));
  });

  await t.test('the sound of a shared screen is heard by itself', async () => {
    const microphones = () => Promise.all([teacher.click('Microphone'), student.click('Microphone')]);
    const loudest = () => student.evaluate(() => window.meridianProbe.loudest());
    const quiet = () => student.eventually('silence', async () => (await loudest()).db < -90);
    await student.eventually('speech', async () => (await loudest()).db > -60);
    await microphones();
    await quiet();
    await teacher.evaluate(drawScreen, TONE_HZ);
    await teacher.click('Share screen');
    const { hz, db } = await student.eventually(`a tone of ${TONE_HZ} Hz`, async () => {
      const now = await loudest();
      return now.db > -50 && Math.abs(now.hz - TONE_HZ) < 15 ? now : null;
    });
    t.diagnostic(`heard ${hz.toFixed(0)} Hz at ${db.toFixed(0)} dB`);
    await student.seesVideoOf(TEACHER, 'screen', { height: 100 });
    await teacher.click('Share screen');
    await quiet();
    await microphones();
  });

  await t.test('a spotlight puts a student in the middle for everybody', async () => {
    await student.until('the teacher in the middle', isLarger, [TEACHER, STUDENT]);
    await teacher.click('People');
    await teacher.click('Actions for Student');
    await teacher.click('Spotlight', 'menuitem');
    await student.until('oneself in the middle', isLarger, [STUDENT, TEACHER]);
    await teacher.click('Actions for Student');
    await teacher.click('Remove spotlight', 'menuitem');
    await student.until('the teacher in the middle', isLarger, [TEACHER, STUDENT]);
  });

  await t.test('staff mute a student, who is told and can go on', async () => {
    const pressed = (state) =>
      [...document.querySelectorAll('[role=toolbar] button')]
        .find((b) => b.innerText.trim() === 'Microphone')
        ?.getAttribute('aria-pressed') === state;
    await student.until('microphone on', pressed, 'true');
    await teacher.click('Actions for Student');
    await teacher.click('Mute', 'menuitem');
    await student.until('microphone off', pressed, 'false');
    await student.sees('Your microphone was muted by Instructor');
    await student.click('Microphone');
    await student.until('microphone on again', pressed, 'true');
  });

  await t.test('a reaction is shown beside the person', async () => {
    await student.click('React');
    await student.click('Applause', 'menuitem');
    await teacher.until('applause', () => Boolean(document.querySelector('[data-participant="2"] [aria-label*="Applause"]')));
  });

  await t.test('a screen is shared for some seconds, with cameras before and after it', async () => {
    const now = async () => (await class_.timeline()).now;
    const passes = async (ms) => {
      const from = await now();
      await teacher.eventually('some class', async () => (await now()) > from + ms);
    };
    await passes(3_000);
    await teacher.click('Share screen');
    await passes(5_000);
    await teacher.click('Share screen');
    await passes(6_000);
  });

  await t.test('the screen is recorded as it was sent, and every segment decodes', async () => {
    await teacher.click('End class');
    await teacher.clickIn('dialog', 'End class');
    await class_.completed(3_000);
    const { entries } = await class_.manifest();
    const screens = entries.filter(({ entry, content }) => entry === 'track' && content.source === 'screen').map(({ track }) => track);
    const formats = entries.filter(({ entry, track }) => entry === 'init' && screens.includes(track)).map(({ mime }) => mime);
    assert.ok(formats.length >= 2 && formats.every((mime) => /vp0?9/.test(mime)), `${formats}`);
    assert.deepEqual((await class_.decodeAll()).complaints, []);
  });

  await t.test('over a thin line only sound and slides are loaded, or sound alone', async () => {
    const { entries } = await class_.manifest();
    const tracks = tracksOf(entries);
    const files = (isWanted, ofSegment = () => true) =>
      tracks.filter(({ content }) => isWanted(content)).flatMap(({ segments }) => segments.filter(ofSegment).map(({ file }) => file));
    const isScreen = ({ source }) => source === 'screen';
    const allowed = {
      sound: new Set(files(({ of }) => of === 'mix')),
      slides: new Set([...files(({ of }) => of === 'mix'), ...files(isScreen, ({ key }) => key)]),
    };
    const cameras = new Set(files(({ source }) => source === 'camera'));
    const share = tracks.find(({ content, segments }) => isScreen(content) && segments.length > 0);
    const { start } = share.segments.find(({ key }) => key);
    let asked = new Set();
    const segments = new Set(files(() => true));
    teacher.page.on('request', (request) => {
      const file = new URL(request.url()).pathname.split('/').at(-1);
      if (segments.has(file)) asked.add(file);
    });
    const watches = async () => {
      asked = new Set();
      await teacher.goto(`${world.server.url}/watch/${class_.session}?t=${Math.ceil(start / 1_000)}`);
      await teacher.until('playback', () => window.meridianProbe.players().audio?.currentTime > 0);
    };
    await watches();
    await teacher.seesVideoOf(TEACHER);
    assert.ok([...asked].some((file) => cameras.has(file)), 'a camera is loaded');
    for (const [thrift, name] of [['slides', 'Load sound and slides only'], ['sound', 'Load sound only']]) {
      await teacher.click('More');
      await teacher.click(name, 'menuitemradio');
      await watches();
      if (thrift === 'slides') {
        await teacher.until('a slide', () => document.querySelector('[data-source=screen] video')?.readyState >= 2);
        await lookAt(teacher, 'watch-slides');
        assert.ok([...asked].some((file) => share.segments.some((segment) => segment.file === file)), 'the share is loaded');
      }
      await teacher.select('Speed', '3');
      await teacher.until('the end', () => [...document.querySelectorAll('[role=status]')].some(({ innerText }) => innerText.includes('End of class')), undefined, 60_000);
      const more = [...asked].filter((file) => !allowed[thrift].has(file));
      assert.deepEqual(more, [], `${thrift} loads no more`);
      t.diagnostic(`${thrift}: ${asked.size} of ${segments.size} files`);
    }
    await teacher.until('no picture is shown', () => document.querySelectorAll('video.visible').length === 0);
  });

  await t.test('a folder that is taken along shows the screen where it was shared and cameras elsewhere', async () => {
    await teacher.goto(`${world.server.url}/watch/${class_.session}`);
    await teacher.click('More');
    await teacher.click('Download…', 'menuitem');
    await teacher.sees('For watching without a connection');
    const files = await teacher.evaluate(() => [...document.querySelectorAll('dialog[open] li strong')].map(({ innerText }) => innerText));
    const folders = ['For watching without a connection', 'For listening without a connection'];
    assert.deepEqual(files, ['Slides and sound', 'Cameras and sound', ...folders]);
    await lookAt(teacher, 'watch-download-slides');
    const zip = await teacher.downloaded('dialog[open]', 'Download ZIP', 'button');
    const folder = mkdtempSync(join(tmpdir(), 'meridian-share-'));
    t.after(() => rmSync(folder, { recursive: true }));
    for (const [name, content] of Object.entries(unzipSync(zip.content))) writeFileSync(join(folder, name), content);

    const turns = (await class_.journal()).filter(({ kind, source }) => kind === 'track_changed' && source === 'screen');
    const [from, to] = ['on', 'off'].map((wanted) => turns.findLast(({ state }) => state === wanted).at);
    const [slides, cameras] = ['class.webm', 'class-2.webm'];
    const readers = [stack.use(await openChromium('a reader in a train')), stack.use(await openFirefox('a reader in a plane'))];
    for (const reader of readers) {
      await reader.goto(pathToFileURL(join(folder, 'index.html')).href);
      await reader.until('the film', () => document.querySelector('video[controls]').readyState >= 2);
      const isAt = async (at, file, what) => {
        await reader.evaluate((seconds) => (document.querySelector('video[controls]').currentTime = seconds), at / 1_000);
        await reader.until(`${file} at ${at} ms`, ([wanted, place]) => {
          const video = document.querySelector('video[controls]');
          const isThere = Math.abs(video.currentTime * 1_000 - place) < 500 && !video.seeking && video.readyState >= 2;
          return video.src.endsWith(`/${wanted}`) && isThere;
        }, [file, at]);
        const wanted = colourIn(join(folder, file), at);
        await reader.eventually(`${what} (${wanted})`, async () => isNear(await colourOn(reader, teacher), wanted));
      };
      await isAt((from + to) / 2, slides, 'a screen');
      await isAt(to + 4_000, cameras, 'a camera');
      await isAt(from - 1_500, cameras, 'a camera');
      const begun = await reader.evaluate(playsOnTo, slides);
      t.diagnostic(`${reader.name}: ${JSON.stringify(begun)} of a share from ${from} to ${to}`);
      assert.ok(Math.abs(begun.at - from) < 1_500, `it begins at ${begun.at}, and was shared from ${from} on`);
      assert.ok(begun.stood < 400 && begun.both < 400, `it goes on without a halt: ${JSON.stringify(begun)}`);
      const ended = await reader.evaluate(playsOnTo, cameras);
      assert.ok(Math.abs(ended.at - to) < 1_000, `it ends at ${ended.at}, and was shared until ${to}`);
      assert.ok(ended.stood < 400, JSON.stringify(ended));
      await reader.evaluate(() => document.querySelector('video[controls]').pause());
      assert.equal(await reader.evaluate(() => document.querySelectorAll('video').length), 2);
    }
    await isSeenInFull(readers[0], from - 1_500, slides);
    await readers[0].evaluate((at) => (document.querySelector('video[controls]').currentTime = at / 1_000), (from + to) / 2);
    await lookAt(readers[0], 'offline-slides');
  });
});

/** A part of a picture, as shares of its width and height: no control of a player lies there. */
const PATCH = { left: 0.25, top: 0.1, width: 0.5, height: 0.15 };

/** The mean colour of that part of a film's picture, as ffmpeg decodes it. What is shared changes its colour all the time. */
function colourIn(film, at) {
  const { left, top, width, height } = PATCH;
  const mean = `crop=iw*${width}:ih*${height}:iw*${left}:ih*${top},scale=1:1:flags=area,format=rgb24`;
  const picture = ['-frames:v', '1', '-vf', mean, '-f', 'rawvideo', '-'];
  return [...execFileSync('ffmpeg', ['-v', 'error', '-i', film, '-ss', String(at / 1_000), ...picture])];
}

/** Colours that are no further apart than two ways of decoding, and frames that are neighbours, make them. */
const isNear = (one, other) => one.every((value, index) => Math.abs(value - other[index]) < 60);

/** The mean colour of that part of what is seen in the player of a page. A page that is no server's may read no pixels of its films. */
async function colourOn(reader, painter) {
  const patch = await reader.evaluate(({ left, top, width, height }) => {
    const video = document.querySelector('video[controls]');
    video.scrollIntoView({ block: 'start' });
    const box = video.getBoundingClientRect();
    return [box.x + box.width * left, box.y + box.height * top, box.width * width, box.height * height].map(Math.round);
  }, PATCH);
  const png = Buffer.from(await reader.page.screenshot()).toString('base64');
  return painter.evaluate(async ([base64, patch]) => {
    const picture = await createImageBitmap(new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))]));
    const [x, y, width, height] = patch;
    const canvas = new OffscreenCanvas(width, height).getContext('2d');
    canvas.drawImage(picture, x, y, width, height, 0, 0, width, height);
    const { data } = canvas.getImageData(0, 0, width, height);
    const mean = (part) => data.filter((_, index) => index % 4 === part).reduce((sum, value) => sum + value, 0) / (width * height);
    return [mean(0), mean(1), mean(2)];
  }, [png, patch]);
}

/**
 * Runs in the page: plays until another file is shown, and some more. Returns at which place that was, how long the film stood still
 * meanwhile, and how long two were to be heard, in milliseconds.
 */
async function playsOnTo(file) {
  const player = () => document.querySelector('video[controls]');
  await player().play();
  const frame = () => new Promise(requestAnimationFrame);
  const heard = () => [...document.querySelectorAll('video')].filter(({ paused, muted, readyState }) => !paused && !muted && readyState > 2).length;
  let [now, place] = [performance.now(), player().currentTime];
  let [at, both, passed, played] = [undefined, 0, 0, 0];
  for (const until = now + 20_000; now < until; ) {
    await frame();
    const [then, before] = [now, place];
    [now, place] = [performance.now(), player().currentTime];
    if (heard() > 1) both += now - then;
    if (at === undefined && player().src.endsWith(`/${file}`)) at = place * 1_000;
    if (at !== undefined) [passed, played] = [passed + now - then, played + (place - before) * 1_000];
    if (passed > 1_500) break;
  }
  return { at, stood: passed - played, both };
}

/** Plays across a change of files while the player fills the screen, which no other can do instead. */
async function isSeenInFull(reader, at, file) {
  await reader.evaluate((seconds) => (document.querySelector('video[controls]').currentTime = seconds), at / 1_000);
  await reader.until('the camera', (not) => !document.querySelector('video[controls]').src.endsWith(`/${not}`), file);
  await reader.evaluate(() => document.querySelector('video[controls]').requestFullscreen());
  await reader.evaluate(() => document.fullscreenElement.play());
  await reader.until('the screen in full', (wanted) => {
    const full = document.fullscreenElement;
    return full?.controls && full.src.endsWith(`/${wanted}`) && !full.paused && full.currentTime > 0 && full.readyState >= 2;
  }, file);
  await reader.evaluate(async () => {
    document.fullscreenElement.pause();
    await document.exitFullscreen();
  });
}
