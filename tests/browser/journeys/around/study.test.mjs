// The study room: a course lets its students meet without staff, says before and inside what is recorded, and keeps what it says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openChromium, openFirefox } from '../../lib/browsers.mjs';
import { join, SILENT, Stack } from '../../lib/class.mjs';
import { lookAt } from '../../lib/look.mjs';
import { ask, claim, enrol } from '../../lib/school.mjs';
import { Server } from '../../lib/server.mjs';

test('the study room of a course', { timeout: 180_000 }, async (t) => {
  const stack = new Stack();
  t.after(() => stack.close());
  const server = stack.use(await Server.unclaimed());
  const zone = { locale: 'en-GB', timezoneId: 'Europe/Berlin', permissions: ['camera', 'microphone'] };
  const ada = stack.use(await openChromium('ada', undefined, { ...zone, choice: SILENT }));
  const [sam, tim] = await Promise.all([
    openChromium('sam', undefined, { ...zone, beside: ada, choice: SILENT }),
    openFirefox('tim', { ...zone, choice: SILENT }),
  ]);
  stack.use(sam);
  stack.use(tim);
  await claim(ada, server);
  const course = await enrol(server, ada, [[sam, 'Sam'], [tim, 'Tim']]);
  const page = `${server.url}/courses/${course}`;

  await t.test('there is none until an instructor says so', async () => {
    await sam.goto(page);
    await sam.sees('No classes');
    assert.ok(!(await sam.text('main')).includes('Study room'));
    await ada.goto(`${page}/settings`);
    await ada.click('Yes, and nothing is recorded or kept', 'radio');
    await lookAt(ada, 'course-settings-study');
    await ada.click('Save');
    await ada.sees('Open the study room');
  });

  await t.test('a student opens it, is told what is kept, and another one comes', async () => {
    await sam.goto(page);
    await sam.sees('Nothing is recorded. Once everybody has left, nothing of it is kept, the chat included.');
    await lookAt(sam, 'course-study');
    await sam.click('Open the study room');
    await sam.sees('It begins with whoever comes first.');
    await sam.sees('Nothing is recorded.');
    await lookAt(sam, 'study-lobby');
    await join(sam);
    await sam.sees('Not recorded');
    await tim.goto(page);
    await tim.sees('1 person is there now');
    await tim.click('Go into the study room');
    await join(tim);
    await tim.fill('Message', 'Shall we begin?');
    await tim.click('Send');
    await sam.sees('Shall we begin?');
    const buttons = await sam.evaluate(() => [...document.querySelectorAll('[role=toolbar] button')].map((each) => each.innerText.trim()));
    assert.ok(buttons.includes('Share screen') && !buttons.includes('End class'), buttons.join());
    await lookAt(sam, 'study-room');
  });

  await t.test('staff who come in are staff, and nothing of it is left', async () => {
    await ada.goto(page);
    await ada.sees('2 people are there now');
    await lookAt(ada, 'course-study-open');
    await ada.click('Go into the study room');
    await join(ada);
    await ada.click('End class');
    await ada.clickIn('dialog', 'End class');
    await sam.sees('Nothing of it was kept.');
    await lookAt(sam, 'study-over');
    await sam.goto(page);
    await sam.sees('Open the study room');
    assert.ok(!(await sam.text('main')).includes('Watch'), 'nothing is to be watched');
  });

  await t.test('a recorded one says so, and is watched afterwards', async () => {
    const { details } = await ask(ada, 'GET', `/api/courses/${course}`);
    await ask(ada, 'PUT', `/api/courses/${course}`, { ...details, study: 'recorded' });
    await sam.goto(page);
    await sam.sees('It is recorded: the people of the course can watch it afterwards.');
    await sam.click('Open the study room');
    await sam.sees('This class is recorded');
    await join(sam);
    await ada.goto(page);
    await ada.click('Go into the study room');
    await join(ada);
    await ada.click('End class');
    await ada.clickIn('dialog', 'End class');
    await sam.until('it is over', () => !document.querySelector('[role=toolbar]'));
    await tim.goto(page);
    await tim.sees('Past classes');
    await tim.until('a way to watch', () => [...document.querySelectorAll('button')].some((each) => each.innerText.trim() === 'Watch'));
    await sam.goto(page);
    await sam.sees('Past classes');
    await lookAt(sam, 'course-study-recorded');
  });

  await t.test('read from the right', async () => {
    await sam.goto(`${page}?lang=x-rtl`);
    await sam.until('the list', () => document.querySelectorAll('main section li').length > 0);
    await lookAt(sam, 'rtl-course-study');
  });
});
