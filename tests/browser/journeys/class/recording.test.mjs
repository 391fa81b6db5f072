// The recording of a class is opened, hides names, is deleted while somebody watches, restored, and erased.
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join as path } from 'node:path';
import { test } from 'node:test';
import { openChromium } from '../../lib/browsers.mjs';
import { guestBeside, openClass } from '../../lib/class.mjs';
import { lookAt } from '../../lib/look.mjs';

test('a recording is deleted', { timeout: 180_000 }, async (t) => {
  const world = await openClass(t, { size: '320x180' });
  const { server, teacher } = world;
  const guest = await guestBeside(world, 'Gus', teacher);
  const session = await teacher.evaluate(() => location.pathname.split('/').pop());
  const files = () => readdir(path(server.data, 'media', session)).catch(() => []);
  const title = 'Demo class';

  await guest.fill('Message', 'What was written stays');
  await guest.click('Send');
  await guest.seesVideoOf(1);
  await teacher.eventually('some of it recorded', async () => (await files()).length > 16);
  await teacher.click('End class');
  await teacher.clickIn('dialog', 'End class');
  await guest.sees('Class is over');
  await guest.goto(`${server.url}/watch/${session}`);
  await guest.seesVideoOf(1);

  await t.test('somebody who was not there watches it once it is opened', async () => {
    const absent = world.stack.use(await openChromium('absent'));
    const lobby = server.links.Join;
    await absent.goto(lobby);
    await absent.sees('its recording is for the people who were in it');
    await lookAt(absent, 'recording-kept');
    await teacher.goto(server.url);
    await teacher.click(`Actions for ${title}`);
    await teacher.click('Who may watch…', 'menuitem');
    await teacher.click('Anyone who has the link of the class, too', 'radio');
    await lookAt(teacher, 'recording-who');
    await teacher.clickIn('dialog', 'Save');
    await teacher.until('until when it is open', () => document.querySelector('main li')?.innerText.includes('Anyone with the link may watch until'));
    await absent.goto(lobby);
    await absent.fill('Your name', 'Ann');
    await absent.click('Watch the recording');
    await absent.seesVideoOf(1);
    // Watch knows as well as Home that it is open.
    await teacher.goto(`${server.url}/watch/${session}`);
    await teacher.click(`Actions for ${title}`);
    await teacher.click('Who may watch…', 'menuitem');
    await teacher.until('that it is open', () =>
      [...document.querySelectorAll('dialog label')].some((label) => /^Anyone who/.test(label.innerText) && label.querySelector('input')?.checked),
    );
    await teacher.click('The people of the class: those who were in it or, in a course, its members', 'radio');
    await teacher.clickIn('dialog', 'Save');
    await teacher.sees('The link alone does not open the recording any more.');
    await absent.reload();
    await absent.sees('You cannot watch this class');
  });

  await t.test('names are hidden from whoever is not staff', async () => {
    await teacher.click(`Actions for ${title}`);
    await teacher.click('Names in the recording…', 'menuitem');
    await teacher.click('Pseudonyms, such as “Student 3”', 'radio');
    await teacher.sees('with the names in it');
    await lookAt(teacher, 'recording-names');
    await teacher.clickIn('dialog', 'Save');
    await teacher.sees('Pseudonyms stand for the names in this recording now.');
    // The page is open, and hears of it when it asks again.
    await guest.sees('Student 2', 40_000);
    await guest.sees('What was written stays');
    assert.ok(!(await guest.text()).includes('Gus'), await guest.text());
    await guest.reload();
    await guest.sees('What was written stays');
    await guest.sees('Student 2');
    assert.ok(!(await guest.text()).includes('Gus'), await guest.text());
    await guest.click('People', 'tab');
    await guest.sees('Names are hidden in this recording');
    await lookAt(guest, 'watch-pseudonyms');
    await guest.click('Chat', 'tab');
  });

  await t.test('by its owner, who reads what goes and what stays', async () => {
    await teacher.goto(server.url);
    await teacher.click(`Actions for ${title}`);
    await teacher.click('Delete recording', 'menuitem');
    await teacher.sees('Sound and pictures go');
    await lookAt(teacher, 'recording-delete');
    await teacher.clickIn('dialog', 'Delete recording');
    await teacher.sees('Recording deleted. You can restore it until');
    await lookAt(teacher, 'recording-in-bin');
    assert.ok((await files()).length > 8, 'nothing is gone yet');
  });

  await t.test('who watches is told, and reads on', async () => {
    // All of it is loaded, so the page hears of it when it asks again.
    await guest.sees('The recording of this class was deleted.', 40_000);
    await guest.until('nothing to play', () => !/Play|Pause/.test(document.body.innerText));
    await guest.reload();
    await guest.sees('The recording of this class was deleted.');
    await guest.sees('What was written stays');
    await lookAt(guest, 'watch-deleted');
  });

  await t.test('it is restored', async () => {
    await teacher.click(`Restore the recording of ${title}`);
    await teacher.sees('The recording is restored.');
    await teacher.click(`Watch the recording of ${title}`);
    await teacher.until('the recording', () => location.pathname.startsWith('/watch/'));
    // They had watched it to its end.
    await teacher.goto(`${server.url}/watch/${session}?t=0`);
    await teacher.seesVideoOf(1);
    await guest.goto(`${server.url}/watch/${session}?t=0`);
    await guest.seesVideoOf(1);
  });

  await t.test('it is deleted from Watch, and then for good', async () => {
    await teacher.click(`Actions for ${title}`);
    await lookAt(teacher, 'watch-menu');
    await teacher.press('Escape');
    await teacher.click(`Actions for ${title}`);
    await teacher.click('Delete recording', 'menuitem');
    await teacher.clickIn('dialog', 'Delete recording');
    await teacher.sees('The recording of this class was deleted.');
    await teacher.goto(server.url);
    await teacher.click(`Delete now: the recording of ${title}`);
    await teacher.sees('That cannot be undone.');
    await lookAt(teacher, 'recording-erase');
    await teacher.clickIn('dialog', 'Delete now');
    await teacher.sees('Recording deleted on');
    assert.deepEqual(await files(), [], 'its place on the disk is free');
    await lookAt(teacher, 'recording-erased');
    await teacher.click(`Read what was written in ${title}`);
    await teacher.sees('What was written stays');
    await teacher.sees('Gus');
    await teacher.click('People', 'tab');
    await teacher.sees('Whoever is not staff reads');
  });

  await t.test('the whole class is deleted, once its title is typed', async () => {
    await teacher.goto(server.url);
    await teacher.click(`Actions for ${title}`);
    await teacher.click('Delete class…', 'menuitem');
    await teacher.clickIn('dialog', 'Delete class');
    await teacher.sees(`Type “${title}” to delete it.`);
    await lookAt(teacher, 'class-delete');
    await teacher.fill('Type the title of the class', title);
    await teacher.clickIn('dialog', 'Delete class');
    await teacher.sees(`${title} is deleted.`);
    await teacher.until('no class', (name) => ![...document.querySelectorAll('h3')].some((h3) => h3.innerText === name), title);
  });
});
