// A lecture: an instructor records it alone with chapters and polls, edits and publishes it, and a student meets it before class.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openChromium, openFirefox } from '../../lib/browsers.mjs';
import { SILENT, Stack } from '../../lib/class.mjs';
import { inputs } from '../../lib/inputs.mjs';
import { lookAt, lookSmall } from '../../lib/look.mjs';
import { Recording, seatOf } from '../../lib/recording.mjs';
import { ask, claim, enrol } from '../../lib/school.mjs';
import { Server } from '../../lib/server.mjs';

const HOUR_MS = 3_600_000;
const LECTURE_MS = 12_000;

test('a lecture recorded alone', { timeout: 240_000 }, async (t) => {
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
  const start = new Date(Date.now() + 30 * HOUR_MS).toLocaleString('sv', { timeZone: 'Europe/Berlin' }).slice(0, 16).replace(' ', 'T');
  const { sessions } = await ask(ada, 'POST', `/api/courses/${course}/schedule`, { title: 'Light', time: { start, minutes: 45 } });
  const light = sessions[0].session;
  const page = `${server.url}/courses/${course}`;
  const chapters = (person) => person.evaluate(() => [...document.querySelectorAll('aside ol bdi')].map((each) => each.innerText));
  let lecture;

  await t.test('an instructor records it, names chapters and asks meanwhile', async () => {
    await ada.goto(page);
    await ada.sees('None is recorded so far.');
    await ada.click('Record a lecture');
    const title = ada.page.locator('dialog[open]').getByLabel('Title', { exact: true });
    await title.fill('');
    await ada.click('Open the recorder');
    await ada.sees('Give the class a title of 1 to');
    await title.fill('Waves, ahead of class');
    await lookAt(ada, 'lecture-form');
    await ada.click('Open the recorder');
    await ada.sees('You record this lecture alone.');
    await ada.sees('You record as Ada.');
    await lookAt(ada, 'lecture-lobby');
    await ada.click('Start recording');
    await ada.until('the recorder', () => location.pathname.startsWith('/class/') && document.querySelector('[role=toolbar]'));
    lecture = await seatOf(ada);
    await ada.seesVideoOf(lecture.participant);
    const buttons = await ada.evaluate(() => [...document.querySelectorAll('[role=toolbar] button')].map((each) => each.innerText.trim()));
    for (const absent of ['Raise hand', 'Chat', 'People', 'Rooms', 'Leave', 'End class']) assert.ok(!buttons.includes(absent), absent);
    await ada.fill('Name of the chapter', 'What waves are');
    await ada.click('New chapter');
    await ada.until('a chapter', () => document.querySelectorAll('aside ol li').length === 1);
    await ada.click('Polls');
    await ada.click('New poll');
    await ada.fill('Question', 'Have you seen waves?');
    await ada.select('Kind', 'yes_no');
    await ada.click('Start poll');
    await ada.click('Close poll');
    await ada.click('Chapters');
    await lookAt(ada, 'lecture-recording');
    await lookSmall(ada, 'lecture-recording', ['[role=toolbar]']);
    const recording = new Recording(server, lecture);
    await ada.eventually('some lecture', async () => (await recording.timeline()).now > LECTURE_MS, 60_000);
    await ada.fill('Name of the chapter', 'And no more');
    await ada.click('New chapter');
    await ada.until('two chapters', () => document.querySelectorAll('aside ol li').length === 2);
  });

  await t.test('nobody else knows of it, not even by its link', async () => {
    await sam.goto(page);
    await sam.sees('Coming classes');
    assert.ok(!(await sam.text('main')).includes('Waves'));
    await sam.goto(`${server.url}/j/${lecture.code}`);
    await sam.sees('There is no class with this code');
    await sam.goto(server.url);
    assert.ok(!(await sam.text('main')).includes('Waves'));
  });

  await t.test('it is finished, looked at, and edited', async () => {
    await ada.click('Finish');
    await ada.clickIn('dialog', 'Finish');
    await ada.sees('The lecture is recorded');
    await lookAt(ada, 'lecture-over');
    await ada.click('Look at it', 'link');
    await ada.until('Watch', (id) => location.pathname === `/watch/${id}`, lecture.session);
    await ada.until('a line', () => document.querySelector('[role=slider]') !== null);
    await ada.seesVideoOf(lecture.participant);
    await ada.until('chapters', () => document.querySelectorAll('aside ol li').length === 2);
    await ada.click('Actions for the chapter And no more');
    await ada.click('Rename…', 'menuitem');
    await ada.page.locator('dialog[open]').getByLabel('Name of the chapter', { exact: true }).fill('What they carry');
    await ada.clickAt('dialog[open]', 'Save');
    await ada.until('another name', () => document.querySelector('aside ol').innerText.includes('What they carry'));
    await ada.click('Actions for the chapter What waves are');
    await ada.click('Remove', 'menuitem');
    await ada.until('one chapter', () => document.querySelectorAll('aside ol li').length === 1);
    await ada.clickAt('.toast', 'Undo');
    await ada.until('two chapters', () => document.querySelectorAll('aside ol li').length === 2);
    assert.deepEqual(await chapters(ada), ['What waves are', 'What they carry']);
    const pause = () => [...document.querySelectorAll('button')].find((each) => each.innerText.trim() === 'Pause')?.click();
    await ada.evaluate(pause);
    await ada.evaluate(() => window.meridianProbe.clickTimeline(0.5));
    await lookAt(ada, 'lecture-edited');
    await ada.click('Polls');
    await ada.click('New poll');
    await ada.fill('Question', 'Does light need air?');
    await ada.select('Kind', 'yes_no');
    assert.equal(await ada.page.getByLabel('Anonymous', { exact: true }).count(), 0, 'it could not be answered');
    await lookAt(ada, 'lecture-poll-put');
    await ada.evaluate(() => [...document.querySelectorAll('button')].find((each) => each.innerText.startsWith('Put at')).click());
    await ada.sees('Whoever comes to this moment is asked.');
    await ada.until('a mark on the line', () => document.querySelectorAll('.question').length === 2);
  });

  await t.test('it is to be watched before class once it is published', async () => {
    await ada.goto(page);
    await ada.sees('Staff alone see it.');
    await lookAt(ada, 'course-lecture-draft');
    await ada.click('Publish Waves, ahead of class');
    await ada.until('no draft', () => !document.body.innerText.includes('Staff alone see it.'));
    await ada.goto(`${page}/classes/${light.id}`);
    await ada.click('Add item');
    await ada.click('A recording of this course', 'radio');
    await ada.select('Class', lecture.session);
    await ada.clickAt('dialog[open]', 'Save');
    await ada.sees('0 of 2 done');
  });

  /** Opens the lecture from the class before which it is to be watched. */
  const watch = async (student) => {
    await student.goto(`${page}/classes/${light.id}`);
    await student.click('Watch the recording of Waves, ahead of class');
    await student.until('Watch', (id) => location.pathname === `/watch/${id}`, lecture.session);
  };
  /** Waits until a student is asked, and playback with them. */
  const asked = async (student, question) => {
    await student.sees('A question for you: answer it in the panel, then go on.', 30_000);
    await student.until(question, (wanted) => document.querySelector('article')?.innerText.includes(wanted), question);
  };

  await t.test('a student finds it, and is asked at its moments', async () => {
    await sam.goto(page);
    await sam.sees('Waves, ahead of class');
    await sam.sees('Missing');
    await lookAt(sam, 'course-lecture');
    await watch(sam);
    await asked(sam, 'Have you seen waves?');
    await lookAt(sam, 'lecture-question');
    await sam.click('Chapters');
    assert.deepEqual(await chapters(sam), ['What waves are', 'What they carry']);
    assert.equal(await sam.page.getByRole('button', { name: 'New chapter', exact: true }).count(), 0);
    await lookAt(sam, 'watch-lecture');
  });

  await t.test('another one watches all of it in Firefox, and has prepared', async () => {
    await watch(tim);
    for (const question of ['Have you seen waves?', 'Does light need air?']) {
      await asked(tim, question);
      await tim.clickAt('article', 'Yes', 'radio');
      await tim.clickAt('article', 'Answer');
      await tim.until('no notice', () => !document.body.innerText.includes('A question for you'));
      await tim.click('Play');
    }
    await tim.eventually('all of it', async () => /Caught up/.test(await tim.text('.ledger')), 40_000);
    await tim.goto(`${page}/classes/${light.id}`);
    await tim.until('a tick', () => document.querySelectorAll('main ol input:checked').length === 1);
    await tim.goto(page);
    await tim.sees('Preparation: all done');
    await tim.sees('Caught up');
  });

  await t.test('a take is thrown away, and nobody else sees that it was', async () => {
    await ada.goto(page);
    await ada.click('Actions for Waves, ahead of class');
    await ada.click('Delete recording', 'menuitem');
    await ada.clickAt('dialog[open]', 'Delete recording');
    await ada.sees('You can restore it until');
    await lookAt(ada, 'course-lecture-deleted');
    await sam.goto(page);
    await sam.sees('Coming classes');
    assert.ok(!(await sam.text('main')).includes('Waves, ahead'));
  });

  await t.test('read from the right', async () => {
    await ada.goto(`${page}?lang=x-rtl`);
    await ada.until('the list', () => document.querySelectorAll('main section li').length > 0);
    await lookAt(ada, 'rtl-course-lecture');
  });
});
