// Before and after a class of a course: staff say what is to be prepared, a student does it, and gets more time for a class that was missed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openChromium } from '../../lib/browsers.mjs';
import { SILENT, Stack, join } from '../../lib/class.mjs';
import { lookAt } from '../../lib/look.mjs';
import { ask, claim, enrol } from '../../lib/school.mjs';
import { Server } from '../../lib/server.mjs';

const HOUR_MS = 3_600_000;

test('preparation and more time', { timeout: 180_000 }, async (t) => {
  const stack = new Stack();
  t.after(() => stack.close());
  const server = stack.use(await Server.unclaimed());
  const zone = { locale: 'en-GB', timezoneId: 'Europe/Berlin' };
  const ada = stack.use(await openChromium('ada', undefined, { ...zone, choice: SILENT }));
  const sam = stack.use(await openChromium('sam', undefined, { ...zone, beside: ada, choice: SILENT }));

  await claim(ada, server);
  const course = await enrol(server, ada, [[sam, 'Sam']]);

  const held = await ask(ada, 'POST', '/api/sessions', { title: 'Waves, recorded ahead', guests_allowed: false, course });
  await ada.goto(`${server.url}/j/${held.code}`);
  await join(ada);
  await ada.click('End class');
  await ada.clickIn('dialog', 'End class');
  await ada.until('class is over', () => !document.querySelector('[role=toolbar]'));

  /** By the clocks of Berlin, so many hours from now. */
  const local = (hours) => new Date(Date.now() + hours * HOUR_MS).toLocaleString('sv', { timeZone: 'Europe/Berlin' }).slice(0, 16).replace(' ', 'T');
  const plan = (title, hours) => ask(ada, 'POST', `/api/courses/${course}/schedule`, { title, time: { start: local(hours), minutes: 45 } });
  await plan('Light', 30);
  const { sessions } = await plan('Sound', 54);
  const [light, sound] = ['Light', 'Sound'].map((title) => sessions.find(({ session }) => session.title === title).session);
  const page = `${server.url}/courses/${course}`;
  const classPage = ({ id }) => `${page}/classes/${id}`;
  const titles = (person) => person.evaluate(() => [...document.querySelectorAll('main ol h3, main ol label')].map((each) => each.innerText));

  await t.test('an instructor adds a link, a text and a recording, and puts them in an order by keyboard', async () => {
    await ada.goto(page);
    await ada.click('Add preparation (Light)', 'link');
    await ada.sees('Nothing so far. Add a link, a text, a file, or the recording of an earlier class.');
    await lookAt(ada, 'preparation-empty');

    await ada.click('Add item');
    await ada.clickAt('dialog[open]', 'Save');
    await ada.sees('Give it a title of 1 to');
    await ada.fill('Web address', 'javascript:alert(1)');
    await ada.fill('Title', 'Read chapter 3');
    await ada.clickAt('dialog[open]', 'Save');
    await ada.sees('That is no web address that can be followed.');
    await lookAt(ada, 'preparation-form');
    await ada.fill('Web address', 'example.org/optics');
    await ada.clickAt('dialog[open]', 'Save');
    await ada.until('one item', () => document.querySelectorAll('main ol > li').length === 1);

    await ada.click('Add item');
    await ada.click('A text', 'radio');
    await ada.fill('Text', 'Why is the sky blue?\nSee https://example.org/sky too.');
    await ada.fill('Title', 'Think about the sky');
    await ada.clickAt('dialog[open]', 'Save');
    await ada.until('two items', () => document.querySelectorAll('main ol > li').length === 2);

    await ada.click('Add item');
    await ada.click('A recording of this course', 'radio');
    await ada.select('Class', held.id);
    await ada.until('the title of the class', () => [...document.querySelectorAll('dialog input')].some(({ value }) => value === 'Waves, recorded ahead'));
    await ada.clickAt('dialog[open]', 'Save');
    await ada.until('three items', () => document.querySelectorAll('main ol > li').length === 3);

    const up = 'Move Waves, recorded ahead up';
    await ada.evaluate((label) => document.querySelector(`[aria-label="${label}"]`).focus(), up);
    await ada.press('Enter');
    await ada.until('the focus stays', (label) => document.activeElement.ariaLabel === label, up);
    await ada.press('Enter');
    const order = ['Waves, recorded ahead', 'Read chapter 3', 'Think about the sky'];
    await ada.until('the first place', () => document.querySelector('main ol h3').innerText === 'Waves, recorded ahead');
    assert.deepEqual(await titles(ada), order);
    const kept = async () => (await ask(ada, 'GET', `/api/sessions/${light.id}/preparation`)).items[0].title === order[0];
    await ada.eventually('the order has arrived', kept);
    await ada.reload();
    await ada.until('the order is kept', () => document.querySelector('main ol h3')?.innerText === 'Waves, recorded ahead');

    await ada.click('More about Read chapter 3');
    await ada.click('Remove', 'menuitem');
    await ada.sees('Read chapter 3 is removed.');
    await ada.until('two are left', () => document.querySelectorAll('main ol > li').length === 2);
    await ada.clickAt('.toast', 'Undo');
    await ada.until('three items', () => document.querySelectorAll('main ol > li').length === 3);
    assert.deepEqual(await titles(ada), order);
    await lookAt(ada, 'preparation-staff');
  });

  await t.test('a student sees on Home what is left to do, and ticks it', async () => {
    await sam.goto(server.url);
    await sam.sees('Preparation for Light: 0 of 3 done');
    await lookAt(sam, 'home-to-prepare');
    await sam.click('Preparation for Light: 0 of 3 done', 'link');
    await sam.sees('Tick what you have done.');
    await sam.page.getByLabel('Read chapter 3', { exact: true }).focus();
    await sam.press('Space');
    await sam.until('a tick', () => document.querySelectorAll('main ol input:checked').length === 1);
    await sam.reload();
    await sam.until('it is kept', () => document.querySelectorAll('main ol input:checked').length === 1);
    const links = await sam.evaluate(() => [...document.querySelectorAll('main ol a')].map(({ href, rel }) => [href, rel]));
    assert.deepEqual(links, [
      ['https://example.org/optics', 'noopener noreferrer nofollow'],
      ['https://example.org/sky', 'noopener noreferrer nofollow'],
    ]);
    await lookAt(sam, 'preparation-student');
    await sam.click('Watch the recording of Waves, recorded ahead');
    await sam.until('Watch', (id) => location.pathname === `/watch/${id}`, held.id);
    await sam.goto(page);
    await sam.sees('Preparation: 1 of 3 done');
    await lookAt(sam, 'course-preparation');
  });

  await t.test('staff see who has done it, and copy it to another class', async () => {
    await ada.sees('1 of 1 done', 15_000);
    await ada.click('Read chapter 3: 1 of 1 done. Show who');
    await ada.sees('0 not done');
    assert.match(await ada.text('dialog[open]'), /1 done\s+Sam/);
    await ada.shot('preparation-who');
    await ada.clickAt('dialog[open]', 'Close');
    await ada.goto(classPage(sound));
    await ada.click('Copy from another class');
    await ada.shot('preparation-copy');
    await ada.clickAt('dialog[open]', 'Copy');
    await ada.sees('3 items are added.');
    assert.deepEqual(await titles(ada), ['Waves, recorded ahead', 'Read chapter 3', 'Think about the sky']);
  });

  await t.test('it is in the lobby, where it is ticked, too', async () => {
    await sam.goto(`${server.url}/j/${light.code}`);
    await sam.until('the list', () => document.querySelectorAll('main ol input:checked').length === 1);
    await lookAt(sam, 'lobby-preparation');
    await sam.page.getByLabel('Think about the sky', { exact: true }).check();
    await sam.page.getByLabel('Waves, recorded ahead', { exact: true }).check();
    await sam.goto(page);
    await sam.sees('Preparation: all done');
  });

  await t.test('one person gets more time, and sees it', async () => {
    await ask(ada, 'PUT', `/api/courses/${course}/deadlines`, { rule: { days: 7, time: '23:59' }, holidays: [] });
    await ada.goto(classPage(held));
    await ada.sees('Nobody has more time for this class.');
    await ada.click('Give more time');
    await ada.page.getByLabel('Person', { exact: true }).selectOption({ label: 'Sam' });
    await ada.fill('More days', '0');
    await ada.clickAt('dialog[open]', 'Save');
    await ada.sees('Give a number of days from 1 to 180.');
    await ada.fill('More days', '3');
    await ada.shot('extension-form');
    await ada.clickAt('dialog[open]', 'Save');
    await ada.sees('Saved. Sam sees the later deadline.');
    await ada.sees('3 more days');
    await lookAt(ada, 'class-extensions');
    await sam.goto(page);
    await sam.sees('(3 more days for you)');
    await sam.goto(server.url);
    await sam.sees('(3 more days for you)');
    await lookAt(sam, 'home-more-time');

    await ada.goto(`${page}/people`);
    await ada.click('More about Sam');
    await ada.click('More time…', 'menuitem');
    await ada.sees('3 more days');
    await lookAt(ada, 'member-extensions');
    await ada.click('End the extension of Sam for Waves, recorded ahead');
    await ada.sees('They have more time for no class so far.');
    await ada.clickAt('dialog[open]', 'Close');
    await ada.clickAt('.toast', 'Undo');
    await sam.goto(classPage(held));
    await sam.sees('(3 more days for you)');
    await ada.goto(`${page}/log`);
    await ada.sees('Gave Sam 3 more days for Waves, recorded ahead');
    await ada.sees('Ended the extension of Sam for Waves, recorded ahead');
  });

  await t.test('a file is uploaded, and its people download it', async () => {
    await ada.goto(classPage(sound));
    await ada.click('Add item');
    await ada.click('A file', 'radio');
    await ada.clickAt('dialog[open]', 'Save');
    await ada.sees('Choose a file.');
    const slides = (buffer) => ada.chooseFile({ name: 'Slides of sound.pdf', mimeType: 'application/pdf', buffer });
    await slides(Buffer.alloc(16 * 2 ** 20 + 1));
    await ada.sees('It can have at most 16 MB.');
    await lookAt(ada, 'preparation-file');
    await slides(Buffer.from('%PDF of sound'));
    await ada.until('nothing is wrong', () => !/at most 16 MB\.$|Choose a file/m.test(document.querySelector('dialog').innerText));
    assert.equal(await ada.page.locator('dialog[open]').getByLabel('Title', { exact: true }).inputValue(), 'Slides of sound');
    await ada.clickAt('dialog[open]', 'Save');
    await ada.sees('Download Slides of sound.pdf (1 kB)');
    await lookAt(ada, 'preparation-file-staff');
    await sam.goto(classPage(sound));
    assert.equal(await sam.download('main', 'Download Slides of sound.pdf (1 kB)', 'link'), '%PDF of sound');
    await lookAt(sam, 'preparation-file-student');
  });

  await t.test('a large file on a slow line says how much of it has gone', async () => {
    await ada.click('Add item');
    await ada.click('A file', 'radio');
    await ada.chooseFile({ name: 'Film.mp4', mimeType: 'video/mp4', buffer: Buffer.alloc(6 * 2 ** 20) });
    const share = () => document.querySelector('dialog[open] progress')?.value ?? 0;
    await ada.sendSlowly(2 ** 20);
    await ada.clickAt('dialog[open]', 'Save');
    const first = await ada.until('a part of it', share);
    assert.ok(first < 1, `${first}`);
    assert.match(await ada.text('dialog[open]'), /Uploading: \d+ %/);
    await ada.until('more of it', (first) => (document.querySelector('dialog[open] progress')?.value ?? 0) > first, first);
    await lookAt(ada, 'preparation-file-uploading');
    await ada.sendSlowly(0);
    await ada.sees('Download Film.mp4 (6.3 MB)', 40_000);
  });

  await t.test('read from the right', async () => {
    for (const [person, name, path] of [[ada, 'staff', classPage(light)], [sam, 'student', classPage(light)], [ada, 'extensions', classPage(held)]]) {
      await person.goto(`${path}?lang=x-rtl`);
      await person.until(name, () => document.querySelectorAll('main ol > li, main section ul > li').length > 0);
      await lookAt(person, `rtl-preparation-${name}`);
    }
  });
});
