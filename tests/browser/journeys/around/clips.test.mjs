// The video of an announcement: an instructor records it alone, looks at it, records it again and announces it for later; at its time a
// student plays it in its place.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openChromium, openFirefox } from '../../lib/browsers.mjs';
import { SILENT, Stack } from '../../lib/class.mjs';
import { inputs } from '../../lib/inputs.mjs';
import { lookAt, lookSmall } from '../../lib/look.mjs';
import { Recording, seatOf } from '../../lib/recording.mjs';
import { ask, claim, closeToasts, enrol } from '../../lib/school.mjs';
import { Server } from '../../lib/server.mjs';

const VIDEO_MS = 6_000;

test('the video of an announcement', { timeout: 300_000 }, async (t) => {
  const stack = new Stack();
  t.after(() => stack.close());
  const server = stack.use(await Server.unclaimed());
  const zone = { locale: 'en-GB', timezoneId: 'Europe/Berlin' };
  const { teacher } = await inputs('320x180');
  const ada = stack.use(await openChromium('ada', teacher, zone));
  const sam = stack.use(await openChromium('sam', undefined, { ...zone, beside: ada, choice: SILENT }));
  const tim = stack.use(await openFirefox('tim', zone));

  await claim(ada, server);
  const course = await enrol(server, ada, [[sam, 'Sam'], [tim, 'Tim']]);
  const page = `${server.url}/courses/${course}`;
  const title = () => ada.page.locator('dialog[open]').getByLabel('Title', { exact: true });
  /** The decoded pictures of the largest video below an element. */
  const frames = (person, below) =>
    person.evaluate((within) => {
      const videos = [...document.querySelectorAll(`${within} .clip video`)];
      return Math.max(0, ...videos.map((video) => video.getVideoPlaybackQuality().totalVideoFrames));
    }, below);
  const playsOn = async (person, below) => {
    const before = await frames(person, below);
    await person.eventually('pictures that move', async () => (await frames(person, below)) > before + 8, 30_000);
  };
  const record = async () => {
    await ada.click('Start recording');
    await ada.until('the recorder', () => location.pathname.startsWith('/class/') && document.querySelector('[role=toolbar]'));
    const seat = await seatOf(ada);
    await ada.seesVideoOf(seat.participant);
    return seat;
  };
  const stop = async (seat) => {
    const recording = new Recording(server, seat);
    await ada.eventually('some of it', async () => (await recording.timeline()).now > VIDEO_MS, 60_000);
    await ada.click('Stop');
    await ada.sees('The video is recorded');
  };

  await t.test('an instructor records it from the form, and looks at it there', async () => {
    await ada.goto(page);
    await ada.click('New announcement');
    await title().fill('Welcome to physics');
    await lookAt(ada, 'announcement-without-video');
    await ada.clickAt('dialog[open]', 'Record a video');
    await ada.sees('You record this video alone. It ends by itself after 5 minutes.');
    await lookAt(ada, 'clip-lobby');
    const seat = await record();
    await ada.sees('4:5');
    const buttons = await ada.evaluate(() => [...document.querySelectorAll('[role=toolbar] button')].map((each) => each.innerText.trim()));
    for (const absent of ['Raise hand', 'Chat', 'People', 'Rooms', 'Polls', 'Chapters', 'Leave', 'Finish']) {
      assert.ok(!buttons.includes(absent), absent);
    }
    await lookAt(ada, 'clip-recording');
    await lookSmall(ada, 'clip-recording', ['[role=toolbar]']);
    await stop(seat);
    await lookAt(ada, 'clip-over');
    await ada.click('Back to the announcement', 'link');
    await ada.until('the form', () => document.querySelector('dialog[open] .clip') !== null);
    assert.equal(await title().inputValue(), 'Welcome to physics', 'what was typed is still there');
    await ada.clickAt('dialog[open]', /^Play the video of Welcome to physics/);
    await playsOn(ada, 'dialog[open]');
    await lookAt(ada, 'announcement-with-video');
  });

  await t.test('it is still there after a reload, and recorded again', async () => {
    await ada.reload();
    await ada.click('New announcement');
    await ada.until('the video', () => document.querySelector('dialog[open] .clip') !== null);
    await ada.clickAt('dialog[open]', 'Record again');
    const seat = await record();
    await stop(seat);
    await ada.click('Back to the announcement', 'link');
    await ada.until('the form', () => document.querySelector('dialog[open] .clip') !== null);
    assert.deepEqual(
      (await ask(ada, 'GET', `/api/courses/${course}/clips`)).map((clip) => clip.session), [seat.session], 'the former take is gone',
    );
    await ada.clickAt('dialog[open]', 'Announce');
    await ada.sees('Announced.');
    await closeToasts(ada);
    await ada.until('the card', () => document.querySelector('main li .clip') !== null);
  });

  await t.test('a student plays it in its place', async () => {
    await sam.goto(server.url);
    await sam.sees('Video, ');
    await lookAt(sam, 'home-announcement-video');
    await sam.goto(page);
    await sam.until('its first picture', () => [...document.querySelectorAll('main .clip video')].some((video) => video.videoWidth > 0));
    await lookAt(sam, 'course-announcement-video');
    await sam.click(/^Play the video of Welcome to physics/);
    await playsOn(sam, 'main');
    await lookAt(sam, 'course-announcement-playing');
  });

  await t.test('another one plays it in Firefox, by the keyboard too, and again', async () => {
    await tim.goto(page);
    await tim.click(/^Play the video of Welcome to physics/);
    await playsOn(tim, 'main');
    await tim.until('the focus on the controls', () => document.activeElement?.closest('.clip') !== null);
    const paused = () => [...document.querySelectorAll('.clip button')].some((each) => each.innerText.trim() === 'Play');
    if (!(await tim.evaluate(paused))) await tim.press('k');
    await tim.until('a pause', paused);
    await tim.press('j');
    await tim.press('k');
    await playsOn(tim, 'main');
    await tim.eventually('its end', () => tim.evaluate(paused), 30_000);
    await tim.clickAt('.clip', 'Play');
    await playsOn(tim, 'main');
  });

  await t.test('what is deleted is nobody’s to watch', async () => {
    await ada.click('More about Welcome to physics');
    await ada.click('Delete', 'menuitem');
    await ada.sees('“Welcome to physics” is deleted.');
    await sam.reload();
    await sam.sees('No classes so far.');
    assert.ok(!(await sam.text('main')).includes('Welcome to physics'));
    await ada.clickAt('.toast', 'Undo');
    await ada.until('it is back', () => document.querySelector('main li .clip') !== null);
  });

  await t.test('a question is answered by a video, in its place below it', async () => {
    const question = { title: 'Why is it blue?', text: 'Tell me.', question: true, moment: null };
    const { thread } = await ask(sam, 'POST', `/api/courses/${course}/board`, question);
    await ada.goto(`${page}/board/${thread.id}`);
    await ada.fill('Your reply', 'Look:');
    await ada.click('Record a video');
    await stop(await record());
    await ada.click('Back to the reply', 'link');
    await ada.until('the video in the form', () => document.querySelector('form .clip') !== null);
    await ada.reload();
    await ada.until('the video in the form, still', () => document.querySelector('form .clip') !== null);
    assert.equal(await ada.page.getByLabel('Your reply').inputValue(), 'Look:', 'what was typed is still there');
    await lookAt(ada, 'board-reply-video-form');
    await ada.click('Reply');
    await ada.until('the reply', () => document.querySelector('article .clip') !== null && document.querySelector('form .clip') === null);
    await sam.goto(`${page}/board/${thread.id}`);
    await sam.until('its first picture', () => [...document.querySelectorAll('article .clip video')].some((video) => video.videoWidth > 0));
    await lookAt(sam, 'board-reply-video');
    await sam.click(/^Play the video of Ada/);
    await playsOn(sam, 'article');
  });

  await t.test('read from the right', async () => {
    await sam.goto(`${page}?lang=x-rtl`);
    await sam.until('the video', () => [...document.querySelectorAll('main .clip video')].some((video) => video.videoWidth > 0));
    await lookAt(sam, 'rtl-announcement-video');
  });
});
