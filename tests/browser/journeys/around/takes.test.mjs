// A new take in the place of a stretch: an instructor records it from the panel of cuts, a student sees and hears it there, and it counts;
// files that are taken along have it there, too; once it is undone the old stretch is back.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as within } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { unzipSync } from 'fflate';
import { openChromium, openFirefox } from '../../lib/browsers.mjs';
import { SILENT, Stack, join } from '../../lib/class.mjs';
import { inputs } from '../../lib/inputs.mjs';
import { lookAt, lookSmall } from '../../lib/look.mjs';
import { Recording, seatOf } from '../../lib/recording.mjs';
import { PASSWORD, ask, claim, enrol } from '../../lib/school.mjs';
import { Server } from '../../lib/server.mjs';

const CLASS_MS = 16_000;
const TAKE_MS = 5_000;
const PLACE = { from: 4_000, to: 10_000 };

test('a new take of a stretch', { timeout: 300_000 }, async (t) => {
  const stack = new Stack();
  t.after(() => stack.close());
  const server = stack.use(await Server.unclaimed());
  const zone = { locale: 'en-GB', timezoneId: 'Europe/Berlin' };
  const { teacher, guest } = await inputs('320x180');
  const ada = stack.use(await openChromium('ada', teacher, zone));
  const sam = stack.use(await openChromium('sam', undefined, { ...zone, beside: ada, choice: SILENT }));
  await claim(ada, server);
  const course = await enrol(server, ada, [[sam, 'Sam']]);
  const held = await ask(ada, 'POST', '/api/sessions', { title: 'Waves', guests_allowed: false, course });
  await ada.goto(`${server.url}/j/${held.code}`);
  await join(ada);
  const class_ = new Recording(server, await seatOf(ada));
  await ada.eventually('some class', async () => (await class_.timeline()).now > CLASS_MS, 60_000);
  await ada.click('End class');
  await ada.clickIn('dialog', 'End class');
  await class_.completed(5_000);
  // At home her camera shows another picture.
  const home = stack.use(await openChromium('home', guest, zone));
  await home.goto(`${server.url}/sign-in`);
  await home.fill('E-mail', 'ada@school.example');
  await home.fill('Password', PASSWORD);
  await home.clickAt('form', 'Sign in');
  await home.sees('Hello, Ada');
  const watch = `${server.url}/watch/${held.id}`;
  const sees = (person, colour, name) => person.eventually(name, async () => (await person.evaluate(colourOnStage)) === colour, 30_000);
  const own = async () => (await ask(sam, 'GET', `/api/sessions/${held.id}/ledger/own`)).entry;

  await t.test('an instructor chooses a stretch, records it once more, and looks at it', async () => {
    await home.goto(`${watch}?t=1`);
    await home.click('Cut');
    await home.fill('From', '0:04');
    await home.fill('To', '0:10');
    await home.click('Replace by a new take');
    await home.sees('Record these minutes once more');
    await lookAt(home, 'watch-take-before');
    await home.click('Record a video');
    await home.click('Start recording');
    await home.until('the recorder', () => location.pathname.startsWith('/class/') && document.querySelector('[role=toolbar]'));
    const take = new Recording(server, await seatOf(home));
    await home.eventually('some of it', async () => (await take.timeline()).now > TAKE_MS, 60_000);
    await home.click('Stop');
    await home.click('Back to the recording', 'link');
    await home.until('the take', () => document.querySelector('form .clip') !== null);
    assert.equal(await home.page.getByLabel('From', { exact: true }).inputValue(), '0:04', 'the stretch is still chosen');
    await home.click(/^Play the video of New take of 0:04 to 0:10/);
    await home.until('its picture', () => (document.querySelector('form .clip video')?.videoWidth ?? 0) > 0);
    await lookAt(home, 'watch-take-recorded');
    await home.click('Replace');
    await home.sees('A new take plays in place of 0:04 to 0:10.');
    await home.sees('0:04 to 0:10: new take, 0:');
    await lookAt(home, 'watch-take-placed');
  });

  await t.test('it overlaps nothing else that is cut out', async () => {
    await home.fill('From', '0:08');
    await home.fill('To', '0:12');
    await home.click('Cut it out');
    await home.sees('This overlaps another stretch');
    await home.fill('From', '');
    await home.fill('To', '');
  });

  await t.test('a student sees and hears it in the place of the old stretch, and class goes on after it', async () => {
    await sam.goto(`${server.url}/j/${held.code}`);
    await sam.goto(`${watch}?t=2`);
    await sees(sam, 'blue', 'the class');
    await sees(sam, 'red', 'the take');
    await sam.sees('New take, 0:');
    assert.ok((await sam.evaluate(loudness)) > 0.001, 'its sound is heard');
    await lookAt(sam, 'watch-take-student');
    await lookSmall(sam, 'watch-take-student', []);
    await sees(sam, 'blue', 'the class after it');
    assert.ok((await sam.evaluate(second)) >= PLACE.to / 1_000 - 1);
    const at = (PLACE.from + PLACE.to) / 2;
    await sam.evaluate((share) => window.meridianProbe.clickTimeline(share), at / (await sam.evaluate(length)));
    await sees(sam, 'red', 'the take, where somebody seeks into its place');
  });

  await t.test('it counts as what it stands for, and the class is as long as what is played', async () => {
    const { session: { duration }, edits: { cuts: [{ take }] } } = await class_.timeline();
    const { length } = await own();
    assert.equal(length, duration - (PLACE.to - PLACE.from) + take.duration);
    await sam.goto(`${watch}?t=0`);
    await sees(sam, 'red', 'the take, once more');
    await sees(sam, 'blue', 'the class after it');
    await sam.eventually('all of the take', async () => (await own()).later > take.duration, 40_000);
  });

  await t.test('whoever takes the recording along has it in its place, and what follows in step', async () => {
    const { edits: { cuts: [{ take }] } } = await class_.timeline();
    const moments = { class: PLACE.from / 2, take: PLACE.from + take.duration / 2, after: PLACE.from + take.duration + 3_000 };
    const coloured = { class: 'blue', take: 'red', after: 'blue' };
    await home.click('More');
    await home.click('Download…', 'menuitem');
    await home.sees('Cameras and sound');
    assert.ok(!(await home.text()).includes('heard in it and not seen'));
    await lookAt(home, 'watch-take-download');
    const film = await home.downloaded('dialog[open]', await home.evaluate(() => document.querySelector('dialog[open] [aria-label^="Download WebM"]').ariaLabel), 'button');
    assert.deepEqual(await home.evaluate(coloursOfFile, { base64: film.content.toString('base64'), moments }), coloured);
    const zip = await home.downloaded('dialog[open]', 'Download ZIP', 'button');
    const folder = unpacked(t, zip.content);
    const readers = [stack.use(await openChromium('a reader in a train', undefined, zone)), stack.use(await openFirefox('a reader in a plane'))];
    for (const reader of readers) {
      await reader.goto(pathToFileURL(within(folder, 'index.html')).href);
      await reader.until('the film', () => document.querySelector('video').duration > 5);
      const goTo = (at) => reader.evaluate((seconds) => (document.querySelector('video').currentTime = seconds), at / 1_000);
      const isAt = (name, chapter, second) =>
        reader.until(name, ([wanted, at]) => {
          const here = document.querySelector('[aria-current=true]')?.innerText ?? '';
          const slider = Number(document.querySelector('[role=slider]')?.getAttribute('aria-valuenow'));
          return here.includes('New take') === wanted && Math.abs(slider - at) <= 1;
        }, [chapter, second]);
      await goTo(moments.class);
      await isAt('the class', false, moments.class / 1_000);
      await goTo(moments.take);
      await isAt('the take, amid its stretch', true, (PLACE.from + PLACE.to) / 2_000);
      await goTo(moments.after);
      await isAt('the class after it', false, PLACE.to / 1_000 + 3);
      await goTo(PLACE.from - 1_000);
      await reader.evaluate(() => document.querySelector('video').play());
      await reader.until('the take, by itself', () => document.querySelector('[aria-current=true]')?.innerText.includes('New take'));
      await reader.evaluate(() => document.querySelector('video').pause());
    }
    await goIntoTake(readers[0]);
    await lookAt(readers[0], 'offline-take');
    await home.clickIn('dialog', 'Make an MP4 file');
    await home.until('an MP4 file', () => document.querySelector('dialog[open]').innerText.includes('Download MP4'), undefined, 120_000);
    const mp4 = await home.downloaded('dialog[open]', 'Download MP4', 'link');
    assert.deepEqual(await home.evaluate(coloursOfFile, { base64: mp4.content.toString('base64'), moments }), coloured);
    await home.press('Escape');
  });

  await t.test('once it is undone the old stretch is back', async () => {
    await home.click(/^Put back: 0:04 to 0:10/);
    await home.sees('Nothing is cut out.');
    await sam.goto(`${watch}?t=5`);
    await sees(sam, 'blue', 'the old stretch');
    const { length } = await own();
    assert.ok(length > CLASS_MS - 1_000, `${length}`);
    assert.ok(!(await sam.text()).includes('New take'));
  });
});

/** Runs in the page: the main colour of the largest picture that plays. */
function colourOnStage() {
  const videos = [...document.querySelectorAll('.stage video')].filter((video) => video.videoWidth > 0 && video.readyState > 1);
  const video = videos.sort((a, b) => b.clientWidth - a.clientWidth)[0];
  if (!video) return undefined;
  const canvas = new OffscreenCanvas(8, 8).getContext('2d');
  canvas.drawImage(video, 0, 0, 32, 32, 0, 0, 8, 8);
  const [red, green, blue] = canvas.getImageData(2, 2, 1, 1).data;
  return red > green && red > blue ? 'red' : green > blue ? 'green' : 'blue';
}

/** Unpacks a folder that was taken along. */
function unpacked(t, zip) {
  const folder = mkdtempSync(within(tmpdir(), 'meridian-takes-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const [name, content] of Object.entries(unzipSync(zip))) writeFileSync(within(folder, name), content);
  return folder;
}

/** Goes to the take on the page of a folder, by its chapter. */
async function goIntoTake(reader) {
  await reader.click(/New take/);
  await reader.until('the take', () => document.querySelector('[aria-current=true]')?.innerText.includes('New take') && !document.querySelector('video').seeking);
}

/** Runs in the page: the main colour of a film at some moments. */
async function coloursOfFile({ base64, moments }) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const video = document.createElement('video');
  video.muted = true;
  const event = (name) => new Promise((done, failed) => {
    video.addEventListener(name, done, { once: true });
    video.addEventListener('error', () => failed(new Error(video.error.message)), { once: true });
  });
  document.body.append(video);
  const loaded = event('loadeddata');
  video.src = URL.createObjectURL(new Blob([bytes]));
  await loaded;
  const canvas = new OffscreenCanvas(8, 8).getContext('2d', { willReadFrequently: true });
  const colours = {};
  for (const [name, at] of Object.entries(moments)) {
    // The frame is there only a while after the seek on a machine that is busy.
    const shown = new Promise((done) => video.requestVideoFrameCallback(done));
    const sought = event('seeked');
    video.currentTime = at / 1_000;
    await Promise.all([sought, shown]);
    const [left, top] = [video.videoWidth / 4, video.videoHeight / 4];
    canvas.drawImage(video, left, top, 32, 32, 0, 0, 8, 8);
    const [red, green, blue] = canvas.getImageData(2, 2, 1, 1).data;
    colours[name] = red > green && red > blue ? 'red' : green > blue ? 'green' : 'blue';
  }
  video.remove();
  return colours;
}

/** Runs in the page: how loud the sound is that plays now, for half a second. */
async function loudness() {
  const { audio } = window.meridianProbe.players();
  const context = new AudioContext();
  await context.resume();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(audio.captureStream()).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  let loudest = 0;
  for (const end = performance.now() + 500; performance.now() < end; await new Promise(requestAnimationFrame)) {
    analyser.getFloatTimeDomainData(samples);
    loudest = Math.max(loudest, ...samples.map(Math.abs));
  }
  await context.close();
  return loudest;
}

/** Runs in the page: where it is, in seconds of class. */
function second() {
  return Number(document.querySelector('[role=slider]')?.getAttribute('aria-valuenow') ?? -1);
}

/** Runs in the page: the length of the timeline, in milliseconds. */
function length() {
  return Number(document.querySelector('[role=slider]')?.getAttribute('aria-valuemax') ?? 0) * 1_000;
}
