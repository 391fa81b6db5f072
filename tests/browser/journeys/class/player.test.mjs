// What people expect of a player, on a recording with a silence in it: keys, loudness, finding, links, pictures of other
// moments, silence left out; and a browser that cannot play it.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { unzipSync } from 'fflate';
import { openChromium, openFirefox } from '../../lib/browsers.mjs';
import { openClass } from '../../lib/class.mjs';
import { lookAt } from '../../lib/look.mjs';
import { Recording, seatOf } from '../../lib/recording.mjs';

test('the player of a recording', { timeout: 300_000 }, async (t) => {
  const { server, teacher, stack } = await openClass(t, { size: '480x270' });
  const seat = await seatOf(teacher);
  const class_ = new Recording(server, seat);
  const now = async () => (await class_.timeline()).now;
  await teacher.fill('Message', 'Vectors have a direction');
  await teacher.click('Send');
  await teacher.eventually('some speech', async () => (await now()) > 8_000);
  await teacher.click('Microphone');
  const quietFrom = await now();
  await teacher.eventually('some silence', async () => (await now()) > quietFrom + 12_000);
  const quietTo = await now();
  await teacher.click('Microphone');
  await teacher.fill('Message', 'And a length');
  await teacher.click('Send');
  await teacher.eventually('speech again', async () => (await now()) > quietTo + 6_000);
  await teacher.click('End class');
  await teacher.clickIn('dialog', 'End class');
  await class_.completed(3_000);

  const watch = async (name, query = '', prepare) => {
    const viewer = stack.use(await openChromium(name, undefined, { capture: true }));
    await prepare?.(viewer);
    await viewer.goto(server.url);
    await viewer.evaluate((value) => sessionStorage.setItem(`meridian.seat.${value.session}`, JSON.stringify(value)), seat);
    await viewer.goto(`${server.url}/watch/${seat.session}${query}`);
    return viewer;
  };
  const viewer = await watch('viewer');
  await viewer.until('playback', () => window.meridianProbe.players().audio?.currentTime > 0.5);

  await t.test('keys play, move, go on picture by picture, and change speed and loudness', async () => {
    await viewer.press('k');
    await viewer.until('a pause', () => window.meridianProbe.players().audio.paused);
    await viewer.press('5');
    const half = await viewer.evaluate(position);
    await viewer.press('ArrowRight');
    await viewer.until('five seconds on', (at) => Math.abs(window.meridianProbe.players().audio.currentTime - at - 5) < 0.2, half);
    await viewer.press('j');
    await viewer.until('ten seconds back', (at) => Math.abs(window.meridianProbe.players().audio.currentTime - at + 5) < 0.2, half);
    const before = await viewer.evaluate(position);
    await viewer.press('.');
    await viewer.until('one picture on', (at) => Math.abs(window.meridianProbe.players().audio.currentTime - at - 0.04) < 0.02, before);
    await viewer.press('m');
    await viewer.until('no sound', () => window.meridianProbe.players().audio.muted);
    await viewer.press('ArrowDown');
    await viewer.until('less loud, and heard', () => {
      const { audio } = window.meridianProbe.players();
      return !audio.muted && Math.abs(audio.volume - 0.95) < 0.01;
    });
    await viewer.press('>');
    await viewer.until('faster', () => document.querySelector('select[aria-label=Speed]').value === '1.25');
    await viewer.press('<');
    await viewer.until('as before', () => document.querySelector('select[aria-label=Speed]').value === '1');
    await viewer.press('?');
    await viewer.sees('One picture back or on');
    await viewer.press('Escape');
  });

  await t.test('a picture of the moment stands above the timeline', async () => {
    await viewer.evaluate(point, 0.7);
    await viewer.until('a picture', () => {
      const picture = document.querySelector('.hint video');
      return picture?.videoWidth > 0 && picture.getBoundingClientRect().width > 0 && picture.readyState >= 2;
    });
    await viewer.shot('watch-picture');
  });

  await t.test('on a telephone the picture is as wide as the page, and the panel can be read and used', async () => {
    for (const shape of [{ width: 360, height: 640 }, { width: 640, height: 360 }]) {
      const name = `watch-${shape.width}x${shape.height}`;
      for (const open of [true, false]) {
        await viewer.look(shape, 'light');
        if ((await viewer.evaluate(() => Boolean(document.querySelector('.panel')))) !== open) await viewer.press('c');
        await viewer.until('the panel', (is) => Boolean(document.querySelector('.panel')) === is, open);
        await viewer.shot(`${name}-${open ? 'open' : 'closed'}`);
        const { main, panel, page } = await viewer.evaluate(sizes);
        assert.deepEqual(page, [shape.width, shape.height], `${name} does not scroll`);
        const flat = shape.width > shape.height;
        // As much of the window as the header and two rows of controls leave; beside a panel, of its own column.
        if (!flat) assert.ok(main.width >= shape.width - 4, `${name}: a picture of ${main.width}`);
        else if (open) assert.ok(main.width >= shape.width / 2, `${name}: a picture of ${main.width} beside the panel`);
        else assert.ok(main.height >= shape.height * 0.6, `${name}: a picture ${main.height} high`);
        if (open) assert.ok(panel.height >= shape.height * (flat ? 0.8 : 0.38), `${name}: a panel of ${panel.height}`);
        assert.deepEqual(await viewer.axe(), [], name);
      }
      await viewer.click('About this class');
      await viewer.until('the rest of the header', () => /to the end at/.test(document.querySelector('header').innerText));
      await viewer.shot(`${name}-about`);
      assert.deepEqual(await viewer.axe(), [], `${name}, its header`);
      await viewer.press('Escape');
      await viewer.until('one line', () => !/to the end at/.test(document.querySelector('header').innerText));
    }
    await viewer.look({ width: 1280, height: 800 }, 'light');
    await viewer.press('c');
  });

  await t.test('full screen is the picture, and controls come back', async () => {
    const controls = () => document.querySelector('.room').classList.contains('hidden') === false;
    await viewer.press('0');
    if (await viewer.evaluate(() => window.meridianProbe.players().audio.paused)) await viewer.press('k');
    await viewer.until('playback', () => !window.meridianProbe.players().audio.paused);
    await viewer.press('f');
    await viewer.until('nothing above the picture', () => document.querySelector('.room.cinema.hidden'));
    const { main, page } = await viewer.evaluate(sizes);
    assert.ok(Math.abs(main.width - page[0]) < 2 || Math.abs(main.height - page[1]) < 2, `${JSON.stringify(main)} of ${page}`);
    await viewer.shot('watch-cinema');
    await viewer.press('Tab');
    await viewer.until('the keyboard brings them back', controls);
    await viewer.shot('watch-cinema-controls');
    assert.deepEqual(await viewer.axe(), [], 'full screen');
    await viewer.evaluate(() => document.activeElement.blur());
    await viewer.until('hidden again', () => document.querySelector('.room.hidden'));
    await viewer.page.mouse.move(400, 300);
    await viewer.until('the mouse brings them back', controls);
    await viewer.until('hidden again', () => document.querySelector('.room.hidden'));
    await viewer.press('k');
    await viewer.until('they stay while playback rests', controls);
    await viewer.press('f');
    await viewer.until('the page with its panel', () => !document.querySelector('.cinema') && document.querySelector('.panel'));
  });

  await t.test('words are found, and lead to their moment', async () => {
    await viewer.press('9');
    await viewer.press('/');
    await viewer.fill('Words', 'VECTOR');
    await viewer.sees('1 place');
    await lookAt(viewer, 'watch-find');
    await viewer.evaluate(() => document.querySelector('dialog[open] ol button').click());
    await viewer.until('the moment', () => window.meridianProbe.players().audio.currentTime < 8);
  });

  await t.test('silence is left out', async () => {
    const spoke = (await class_.journal()).filter(({ kind }) => kind === 'speaking');
    const silence = { from: quietFrom / 1_000, to: spoke.find(({ speaking, at }) => speaking && at > quietTo - 1_000).at / 1_000 };
    await viewer.click('More');
    await viewer.click('Skip silence', 'menuitemcheckbox');
    await viewer.sees('left out');
    await lookAt(viewer, 'watch-skipping');
    await viewer.evaluate((at) => window.meridianProbe.clickTimeline(at), (silence.from - 1) / ((await now()) / 1_000));
    const begun = Date.now();
    await viewer.press('k');
    await viewer.until('speech after it', (to) => window.meridianProbe.players().audio.currentTime > to, silence.to);
    const took = (Date.now() - begun) / 1_000;
    assert.ok(took < silence.to - silence.from, `${took} s for a silence of ${silence.to - silence.from} s`);
    await viewer.click('More');
    await viewer.click('Skip silence', 'menuitemcheckbox');
  });

  await t.test('a link leads to a stretch, and playback stops at its end', async () => {
    await viewer.click('More');
    await viewer.click('Link to this moment', 'menuitem');
    await viewer.fill('From', '0:04');
    await viewer.click('Only a stretch', 'checkbox');
    await viewer.fill('To', '0:02');
    await viewer.sees('Write a time after the first');
    await viewer.fill('To', '0:06');
    await lookAt(viewer, 'watch-link');
    const link = await viewer.evaluate(() => [...document.querySelectorAll('dialog[open] input')].at(-1).value);
    assert.equal(link, `${server.url}/watch/${seat.session}?t=4&until=6`);
    await viewer.press('Escape');
    await viewer.goto(link);
    await viewer.sees('The stretch ends here');
    const at = await viewer.evaluate(position);
    assert.ok(at >= 6 && at < 6.6, `${at}`);
  });

  await t.test('where files do not come playback waits at its moment, and goes on once they come', async () => {
    const segments = /t\d+-s\d+\.\w+$/;
    await viewer.page.route(segments, (route) => {
      const start = Number(route.request().url().match(/-s(\d+)/)[1]);
      return start < 5_000 ? route.continue() : route.abort();
    });
    await viewer.goto(`${server.url}/watch/${seat.session}?t=2`);
    await viewer.sees('It is tried again.');
    await viewer.until('no sound is left', () => window.meridianProbe.players().audio?.readyState === 2);
    const at = await viewer.evaluate(position);
    assert.ok(at > 3 && at < 8, `${at}`);
    // After three seconds without a sound, a recording whose last part a browser does not play is at its end.
    const now = await viewer.evaluate(() => performance.now());
    await viewer.until('some seconds', (then) => performance.now() > then + 5_000, now);
    assert.equal(await viewer.evaluate(position), at);
    assert.ok(!(await viewer.text()).includes('End of class'));
    await viewer.page.unroute(segments);
    await viewer.until('playback', (before) => window.meridianProbe.players().audio.currentTime > before + 1, at);
  });

  await t.test('the chat is saved as a table', async () => {
    await viewer.click('More');
    await viewer.click('Download…', 'menuitem');
    const table = await viewer.download('dialog[open]', 'Chat, CSV', 'button');
    await viewer.press('Escape');
    assert.match(table, /^\uFEFFTime in class,Name,To,Message,When\r\n0:0\d,.+,Everyone,Vectors have a direction,\r\n0:2\d,.+,Everyone,And a length,\r\n$/);
  });

  await t.test('staff download the recording as a file that plays anywhere', async () => {
    await teacher.goto(`${server.url}/watch/${seat.session}`);
    await teacher.click('More');
    await teacher.click('Download…', 'menuitem');
    await teacher.sees('Cameras and sound');
    await lookAt(teacher, 'watch-download');
    const name = await teacher.evaluate(() => document.querySelector('dialog[open] [aria-label^="Download WebM"]').ariaLabel);
    const file = await teacher.downloaded('dialog[open]', name, 'button');
    assert.equal(file.name.endsWith('.webm'), true, file.name);
    const now = (await class_.timeline()).now / 1_000;
    const strangers = [viewer, stack.use(await openFirefox('somebody with Firefox'))];
    await strangers[1].goto(server.url);
    for (const person of strangers) {
      const { duration, width, before, after } = await person.evaluate(playFile, file.content.toString('base64'));
      assert.ok(Math.abs(duration - now) < 3, `${person.name}: ${duration} s of ${now}`);
      assert.ok(width > 0, `${person.name}: no pictures`);
      assert.ok(before >= duration / 2 - 0.1 && after > before, `${person.name}: from ${before} to ${after}`);
    }
  });

  await t.test('a folder that was taken along opens without a server, with what was said in step', async () => {
    const file = await teacher.downloaded('dialog[open]', 'Download ZIP', 'button');
    assert.equal(file.name.endsWith('.zip'), true, file.name);
    const folder = mkdtempSync(join(tmpdir(), 'meridian-offline-'));
    t.after(() => rmSync(folder, { recursive: true }));
    for (const [name, content] of Object.entries(unzipSync(file.content))) writeFileSync(join(folder, name), content);
    const page = pathToFileURL(join(folder, 'index.html')).href;
    const readers = [stack.use(await openChromium('a reader in a train')), stack.use(await openFirefox('a reader in a plane'))];
    for (const reader of readers) {
      await reader.goto(page);
      await reader.until('the film', () => document.querySelector('video').duration > 5);
      await reader.evaluate(() => (document.querySelector('video').currentTime = document.querySelector('video').duration / 2));
      await reader.sees('Vectors have a direction');
      assert.equal(await reader.evaluate(() => document.body.innerText.includes('And a length')), false, 'it comes later');
      await reader.evaluate(() => (document.querySelector('video').currentTime = document.querySelector('video').duration - 3));
      await reader.sees('And a length');
      await reader.evaluate(() => document.querySelector('video').play());
      await reader.until('the film goes on', (from) => document.querySelector('video').currentTime > from + 0.5, await reader.evaluate(() => document.querySelector('video').currentTime));
    }
    await lookAt(readers[0], 'offline');
    rmSync(join(folder, 'class.js'));
    await readers[0].goto(page);
    await readers[0].sees('Unpack the whole ZIP into a folder first');
  });

  await t.test('staff have an MP4 file made, which plays', async () => {
    await teacher.sees('There is no file yet');
    await teacher.clickIn('dialog', 'Make an MP4 file');
    await teacher.sees('It is being made');
    await lookAt(teacher, 'watch-download-mp4');
    await teacher.until('an MP4 file', () => document.querySelector('dialog[open]').innerText.includes('Download MP4'), undefined, 120_000);
    const file = await teacher.downloaded('dialog[open]', 'Download MP4', 'link');
    assert.equal(file.name.endsWith('.mp4'), true, file.name);
    const { duration, width, before, after } = await viewer.evaluate(playFile, file.content.toString('base64'));
    assert.ok(Math.abs(duration - (await now()) / 1_000) < 3, `${duration} s`);
    assert.equal(width, 1280);
    assert.ok(after > before, `from ${before} to ${after}`);
    await teacher.clickIn('dialog', 'Delete the file');
    await teacher.sees('There is no file yet');
  });

  await t.test('a browser that cannot play it says so, and shows what was written', async () => {
    const withoutPlayer = (person) => person.page.addInitScript(() => ['MediaSource', 'ManagedMediaSource'].forEach((name) => delete window[name]));
    const old = await watch('old', '', withoutPlayer);
    await old.sees('This browser cannot play some of this recording');
    await old.sees('Vectors have a direction');
    await lookAt(old, 'watch-format');
    const offers = await old.evaluate(() => document.querySelector('.strip').innerText.includes('Download'));
    assert.equal(offers, false, 'files are for accounts');
    await withoutPlayer(teacher);
    await teacher.goto(`${server.url}/watch/${seat.session}`);
    await teacher.sees('This browser cannot play some of this recording');
    await teacher.clickAt('.strip', 'Download…', 'button');
    await teacher.sees('Cameras and sound');
  });
});

/** Runs in the page: plays a file from its middle on. */
async function playFile(base64) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const video = document.createElement('video');
  video.muted = true;
  const event = (name) => new Promise((done, failed) => {
    video.addEventListener(name, done, { once: true });
    video.addEventListener('error', () => failed(new Error(video.error.message)), { once: true });
  });
  document.body.append(video);
  const loaded = event('loadedmetadata');
  video.src = URL.createObjectURL(new Blob([bytes], { type: 'video/webm' }));
  await loaded;
  const sought = event('seeked');
  video.currentTime = video.duration / 2;
  await sought;
  const before = video.currentTime;
  await video.play();
  while (video.currentTime <= before) await event('timeupdate');
  const result = { duration: video.duration, width: video.videoWidth, before, after: video.currentTime };
  video.remove();
  return result;
}

/** Runs in the page: the sizes of the large picture, of the panel and of the page, all of it. */
function sizes() {
  const of = (css) => {
    const { width = 0, height = 0 } = document.querySelector(css)?.getBoundingClientRect() ?? {};
    return { width, height };
  };
  const { scrollWidth, scrollHeight } = document.documentElement;
  return { main: of('.tile.main, .tile'), panel: of('.panel'), page: [scrollWidth, scrollHeight] };
}

/** Runs in the page: where sound is, in seconds. */
function position() {
  return window.meridianProbe.players().audio.currentTime;
}

/** Runs in the page: puts the pointer at a share of the timeline. */
function point(share) {
  const bar = document.querySelector('[role=slider]');
  const { left, top, width, height } = bar.getBoundingClientRect();
  bar.dispatchEvent(new PointerEvent('pointermove', { bubbles: true, clientX: left + width * share, clientY: top + height / 2 }));
}
