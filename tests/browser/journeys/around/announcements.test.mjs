// Announcements of a course: an instructor writes them, now or for later; a student finds them on Home and reads them; staff see who has.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openChromium } from '../../lib/browsers.mjs';
import { SILENT, Stack } from '../../lib/class.mjs';
import { lookAt } from '../../lib/look.mjs';
import { claim, closeToasts, courseWith } from '../../lib/school.mjs';
import { Server } from '../../lib/server.mjs';

const MAY_COPY = ['clipboard-read', 'clipboard-write'];

test('announcements', { timeout: 240_000 }, async (t) => {
  const stack = new Stack();
  t.after(() => stack.close());
  const server = stack.use(await Server.unclaimed());
  const ada = stack.use(await openChromium('announcing', undefined, { permissions: MAY_COPY, choice: SILENT, timezoneId: 'Europe/Berlin' }));
  const zoe = stack.use(
    await openChromium('reading', undefined, { beside: ada, permissions: MAY_COPY, choice: SILENT, timezoneId: 'Asia/Tokyo' }),
  );
  const card = (person, title) => person.page.locator('li', { has: person.page.getByRole('heading', { name: title, exact: true }) });
  /** The form has a title, as that below it has by which a class is started. */
  const title = () => ada.page.locator('dialog[open]').getByLabel('Title', { exact: true });
  const menu = async (of, item) => {
    await ada.click(`More about ${of}`);
    await ada.click(item, 'menuitem');
  };

  await claim(ada, server);
  const course = await courseWith(ada, zoe);

  await t.test('an instructor writes one, and a reload takes nothing away', async () => {
    await ada.click('Classes', 'link');
    await ada.sees('Nothing was announced so far.');
    await ada.click('New announcement');
    await title().fill('Room 5 from Tuesday on');
    await ada.clickAt('dialog[open]', 'Announce');
    await ada.sees('Write something first.');
    await ada.fill('Text', 'The lift is mended.\nThe way: https://school.example/map (third floor).');
    await lookAt(ada, 'announcement-form');
    await ada.reload();
    await ada.click('New announcement');
    assert.equal(await title().inputValue(), 'Room 5 from Tuesday on');
    await ada.clickAt('dialog[open]', 'Announce');
    await ada.sees('Announced.');
    await ada.sees('Seen by 0 of 1');
    await closeToasts(ada);
    await ada.click('New announcement');
    assert.equal(await title().inputValue(), '', 'what was said is not said again');
    await ada.clickAt('dialog[open]', 'Cancel');
  });

  await t.test('a student finds it on Home, reads it in the course, and has seen it then', async () => {
    await zoe.click('Home', 'link');
    await zoe.sees('New announcements');
    await zoe.sees('Room 5 from Tuesday on');
    await lookAt(zoe, 'home-announcements');
    await zoe.click('Room 5 from Tuesday on', 'link');
    await zoe.until('the announcement', () => Boolean(document.querySelector('main a[href="https://school.example/map"]')));
    await ada.eventually('that it is seen', async () => (await ada.text()).includes('Seen by 1 of 1'), 30_000);
    await lookAt(zoe, 'course-announcements-student');
    assert.match(await card(zoe, 'Room 5 from Tuesday on').innerText(), /New/, 'the mark stays while it is read');
    assert.ok(!(await zoe.text()).includes('Seen by'), 'who reads is a matter of staff');
    await zoe.click('Home', 'link');
    await zoe.until('nothing new', () => /Physics 1/.test(document.body.innerText) && !/New announcements/.test(document.body.innerText));
    await menu('Room 5 from Tuesday on', 'Who has seen it');
    await ada.sees('1 has seen it');
    await ada.sees('0 have not seen it');
    await lookAt(ada, 'announcement-readers');
    await ada.clickAt('dialog[open]', 'Close');
  });

  await t.test('one for later is read by staff alone until then', async () => {
    await ada.click('New announcement');
    await title().fill('Exam');
    await ada.fill('Text', `Bring a pencil.\n${'All that was in the book, and what we said of it. '.repeat(20)}`);
    await ada.click('At a time', 'radio');
    await ada.fill('Date', '2026-01-01');
    await ada.clickAt('dialog[open]', 'Announce later');
    await ada.sees('Choose a time in the future, within a year.');
    const day = new Date(Date.now() + 3 * 24 * 3_600_000).toISOString().slice(0, 10);
    await ada.fill('Date', day);
    await ada.fill('At', '18:00');
    await lookAt(ada, 'announcement-later');
    await ada.clickAt('dialog[open]', 'Announce later');
    await ada.sees('It will be announced.');
    await closeToasts(ada);
    await ada.sees('Comes later');
    await ada.click('Read all: Exam');
    await ada.click('Show less: Exam');
    await lookAt(ada, 'course-announcements-staff');
    await zoe.goto(`${server.url}/courses/${course}`);
    await zoe.sees('Room 5 from Tuesday on');
    assert.ok(!(await zoe.text()).includes('Exam'));
  });

  await t.test('it is changed to come at once, deleted, and brought back by Undo', async () => {
    await menu('Exam', 'Change…');
    await ada.click('At once', 'radio');
    await ada.clickAt('dialog[open]', 'Save');
    await ada.sees('Saved.');
    await closeToasts(ada);
    await zoe.comesBack();
    await zoe.eventually('the exam', async () => (await zoe.text()).includes('Exam'), 30_000);
    await menu('Exam', 'Delete');
    await ada.sees('“Exam” is deleted.');
    await ada.until('it is gone', () => ![...document.querySelectorAll('h3')].some((h3) => h3.innerText === 'Exam'));
    await ada.shot('announcement-deleted');
    await ada.clickAt('.toast', 'Undo');
    await ada.until('it is back', () => [...document.querySelectorAll('h3')].some((h3) => h3.innerText === 'Exam'));
    await menu('Room 5 from Tuesday on', 'Change…');
    await ada.sees('Members see it already.');
    await title().fill('Room 6 from Tuesday on');
    await ada.clickAt('dialog[open]', 'Save');
    await ada.until('the change', () => /Room 6 from Tuesday on/.test(document.body.innerText) && /changed/.test(document.body.innerText));
  });

  await t.test('read from the right', async () => {
    await closeToasts(ada);
    await ada.goto(`${server.url}/courses/${course}?lang=x-rtl`);
    await ada.until('the course', () => /Room 6/.test(document.body.innerText));
    await lookAt(ada, 'rtl-announcements');
    await zoe.goto(`${server.url}/?lang=x-rtl`);
    await zoe.until('the news', () => /Exam/.test(document.body.innerText));
    await lookAt(zoe, 'rtl-home-announcements');
  });
});
