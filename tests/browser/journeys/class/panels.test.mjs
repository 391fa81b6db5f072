// The panels and dialogs of staff, of students, and of people who wait, checked by axe: wide and narrow, light and dark.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openChromium } from '../../lib/browsers.mjs';
import { SILENT, guestBeside, knock, openClass } from '../../lib/class.mjs';
import { lookAt } from '../../lib/look.mjs';

/** The icons of a row keep this distance from its end, in pixels, as its start does. */
const MARGIN = 16;
const LONG = 'Which of these vectors is only stretched, and never turned, when the matrix of the homework is applied to it?';

test('teaching looked at', { timeout: 300_000 }, async (t) => {
  const world = await openClass(t, { size: '320x180' });
  const { server, teacher, stack } = world;
  const ada = await guestBeside(world, 'Ada Augusta King, Countess of Lovelace', teacher);
  const ben = await guestBeside(world, 'Ben', teacher);

  await t.test('polls', async () => {
    await teacher.click('Polls', 'tab');
    await lookAt(teacher, 'polls-empty');
    await teacher.click('New poll');
    await teacher.fill('Question', LONG);
    for (const [index, text] of ['The first', 'The one that the homework calls v with a rather long name'].entries()) await teacher.fill(`Choice ${index + 1}`, text);
    await teacher.click('Quiz question', 'switch');
    await teacher.click('Choice 2 is right', 'radio');
    await teacher.fill('Explanation', 'It lies on a line through the origin that the matrix keeps.');
    await lookAt(teacher, 'polls-form');
    await teacher.click('Start poll');
    await ada.sees(LONG);
    await lookAt(ada, 'polls-notice');
    await ada.click('Open polls');
    await lookAt(ada, 'polls-answer');
    await ada.click('The first', 'radio');
    await ada.click('Answer');
    await teacher.sees('1 of 2 answered');
    await lookAt(teacher, 'polls-open-staff');
    await teacher.click('Close poll');
    await teacher.click('Share results');
    await ada.sees('your answer');
    await lookAt(teacher, 'polls-shared-staff');
    await lookAt(ada, 'polls-shared');
  });

  await t.test('the agenda', async () => {
    await teacher.click('Agenda', 'tab');
    await lookAt(teacher, 'agenda-empty');
    await teacher.click('Lecture, discussion, groups');
    await teacher.click('Start Lecture');
    await ada.click('Feedback');
    await ada.click('Confused', 'menuitemcheckbox');
    await teacher.until('feedback', () => /Confused/.test(document.querySelector('aside').innerText));
    await teacher.click('Add activity');
    await lookAt(teacher, 'agenda-staff');
    await teacher.click('Cancel');
    await ada.click('Agenda', 'tab');
    await lookAt(ada, 'agenda');
  });

  await t.test('people: hands, who waits, settings, dialogs', async () => {
    await ben.click('Raise hand');
    await teacher.click('People', 'tab');
    await ada.click('People', 'tab');
    for (const [who, width, height] of [[teacher, 360, 740], [ada, 360, 740], [ada, 1280, 800]]) {
      await who.look({ width, height }, 'light');
      const seen = await who.evaluate(rows);
      assert.equal(seen.length, 3);
      assert.deepEqual(seen.filter(({ whole, end }) => !whole || end < MARGIN), [], `${who.name} at ${width}: ${JSON.stringify(seen)}`);
      await who.look({ width: 1280, height: 800 }, 'light');
    }
    await teacher.click('Class settings');
    await lookAt(teacher, 'class-settings');
    await teacher.click('Cameras may be on', 'switch');
    await teacher.select('Who may share a screen', 'staff');
    await ben.until('why not', blocked);
    await ben.evaluate(() => document.querySelector('[role=toolbar] [title^="Staff have switched off cameras"]').click());
    await ben.sees('Staff have switched off cameras.');
    await lookAt(ben, 'blocked');
    await teacher.click('Cameras may be on', 'switch');
    await teacher.select('Who may share a screen', 'asking');
    await ben.until('all of it again', () => !document.querySelector('[role=toolbar] [aria-disabled=true]'));
    await teacher.click('Waiting room', 'switch');
    await teacher.press('Escape');
    const cid = stack.use(await openChromium('Cid', undefined, { beside: teacher, choice: SILENT }));
    await cid.goto(server.links.Join);
    await knock(cid, 'Cid');
    await teacher.fill('Message to those waiting', 'Two more minutes.');
    await teacher.click('Tell them');
    await cid.sees('Two more minutes.');
    await lookAt(cid, 'waiting');
    await lookAt(teacher, 'people-waiting');
    await teacher.click('Send away Cid');
    await teacher.click('Actions for Ben');
    await teacher.click('Rename', 'menuitem');
    await lookAt(teacher, 'rename');
    await teacher.press('Escape');
    await teacher.click('Actions for Ben');
    await teacher.click('Remove', 'menuitem');
    await lookAt(teacher, 'remove');
    await teacher.press('Escape');
  });

  await t.test('rooms', async () => {
    await teacher.click('Rooms', 'tab');
    await teacher.click('Make rooms');
    await teacher.select('Who goes where', 'hand');
    await teacher.fill('Task for all rooms', 'Find a vector that keeps its line.');
    await teacher.fill('Minutes for all rooms', '5');
    await lookAt(teacher, 'rooms-make');
    await teacher.select('Who goes where', 'random');
    await teacher.click('Open rooms');
    await ada.until('a room', () => Boolean(document.querySelector('.banner[data-room]')));
    await ada.click('Ask for help');
    await lookAt(ada, 'rooms-help');
    await ada.fill('What about? (optional)', 'We disagree about the second part.');
    await ada.click('Say it');
    await teacher.sees('We disagree');
    await lookAt(teacher, 'rooms-staff');
    await ada.click('Rooms', 'tab');
    await lookAt(ada, 'rooms');
    await teacher.select('Countdown', '0');
    await teacher.click('Close rooms');
  });

  await t.test('the panel stays as it was over a reload', async () => {
    await ben.click('Agenda', 'tab');
    await ben.reload();
    await ben.until('the panel', () => document.querySelector('[data-tab=agenda]')?.ariaSelected === 'true');
  });

  await t.test('chat with what was deleted, and asking to delete', async () => {
    await ada.click('Chat', 'tab');
    await ada.fill('Message', 'first (https://example.org/a), <b>bold</b>');
    await ada.click('Send');
    await teacher.click('Chat', 'tab');
    await teacher.sees('first (https://example.org/a), <b>bold</b>');
    const links = () => [...document.querySelectorAll('[role=log] a')].map(({ href, rel, target }) => `${href} ${rel} ${target}`);
    assert.deepEqual(await teacher.evaluate(links), ['https://example.org/a noopener noreferrer nofollow _blank']);
    await teacher.clickAt('article:last-of-type', 'Delete message of Ada Augusta King, Countess of Lovelace');
    await lookAt(teacher, 'delete');
    await teacher.clickIn('dialog', 'Delete message');
    await ada.sees('Message deleted');
    await lookAt(ada, 'chat-deleted');
  });

  await t.test('the line of Watch, with polls that take their time', async () => {
    await teacher.click('Polls', 'tab');
    await teacher.click('New poll');
    await teacher.fill('Question', LONG);
    for (const index of [1, 2]) await teacher.fill(`Choice ${index}`, `v${index}`);
    await teacher.click('Start poll');
    await ada.sees(LONG);
    const session = await teacher.evaluate(() => location.pathname.split('/').pop());
    await teacher.goto(`${server.url}/watch/${session}`);
    await teacher.until('a poll on the line', () => Boolean(document.querySelector('[role=slider] .chapter.poll')));
    await lookAt(teacher, 'watch-line');
    const outside = await teacher.evaluate(() => {
      const track = document.querySelector('[role=slider]').getBoundingClientRect();
      const boxes = [...document.querySelectorAll('.chapter')].map((chapter) => chapter.getBoundingClientRect());
      return boxes.filter(({ top, bottom }) => top < track.top || bottom > track.bottom).length;
    });
    assert.equal(outside, 0, 'chapters keep to the track');
  });
});

/** Runs in the page: whether camera and screen cannot be switched on, and say why. */
function blocked() {
  const held = [...document.querySelectorAll('[role=toolbar] [aria-disabled=true]')].map(({ innerText, title }) => `${innerText}: ${title}`);
  return held.join() === 'Camera: Staff have switched off cameras.,Share screen: Only staff may share a screen in this class.';
}

/** Runs in the page: for each row of people, whether it is wholly in sight, and how far from its end its last icon is. */
function rows() {
  const panel = document.querySelector('[role=tabpanel]').getBoundingClientRect();
  return [...document.querySelectorAll('[role=tabpanel] li[data-participant]')].map((row) => {
    const { top, bottom, left, right } = row.getBoundingClientRect();
    const whole = [top + 2, bottom - 2].every((y) => row.contains(document.elementFromPoint((left + right) / 2, y))) && bottom <= panel.bottom;
    const icon = [...row.querySelectorAll('svg')].at(-1).getBoundingClientRect();
    return { name: row.innerText.split('\n')[0], whole, end: right - icon.right };
  });
}
