// The core of teaching with a keyboard alone: polls, rooms, hands, the waiting room.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openChromium } from '../../lib/browsers.mjs';
import { SILENT, guestBeside, knock, openClass } from '../../lib/class.mjs';
import { Keys } from '../../lib/keys.mjs';

const isIn = (wanted) => Number(document.querySelector('.banner[data-room]')?.dataset.room ?? 0) === wanted;

test('by keyboard', { timeout: 240_000 }, async (t) => {
  const world = await openClass(t, { size: '320x180' });
  const { server, teacher, stack } = world;
  const [ada, ben] = [await guestBeside(world, 'Ada', teacher), await guestBeside(world, 'Ben', teacher)];
  const [staff, student] = [new Keys(teacher), new Keys(ada)];
  const focus = async (name) => assert.equal((await staff.focused()).name, name);

  await t.test('a poll is asked, answered, closed and shared', async () => {
    await staff.press('Polls');
    await staff.press('New poll');
    await teacher.until('the form', () => document.activeElement?.tagName === 'TEXTAREA');
    await focus('Question');
    await teacher.type('Is it linear?');
    await staff.write('Choice 1', 'It is');
    await teacher.press('Enter');
    await teacher.type('It is not');
    await staff.press('Start poll');
    await ada.sees('New poll: Is it linear?');
    await student.press('Open polls');
    await student.press('It is', 'Space');
    await student.press('Answer');
    await ada.sees('You have answered.');
    await teacher.sees('1 of 2 answered');
    await staff.press('Close poll');
    await teacher.sees('Closed');
    await staff.press('Share results');
    await teacher.sees('Results are shared');
    assert.match(await ada.text('article'), /It is\s+your answer\s+100%\s+\(1\)/);
  });

  await t.test('rooms are made, opened, left and closed', async () => {
    await staff.press('Rooms');
    await staff.press('Make rooms');
    await staff.to('Move Ada to…');
    await teacher.press('End');
    await staff.to('Move Ben to…');
    await teacher.press('Home');
    await staff.press('Open rooms');
    await ada.until('room 2', isIn, 2);
    assert.ok(await ben.evaluate(isIn, 0), 'who is not placed stays');
    await student.press('Ask for help');
    await teacher.sees('Ada in Room 2');
    await staff.press('Go there: Ada in Room 2');
    await teacher.until('room 2', isIn, 2);
    await student.press('Back to main room');
    await ada.until('the main room', isIn, 0);
    await staff.to('Countdown');
    await teacher.press('Home');
    await staff.press('Close rooms');
    await teacher.until('the main room', isIn, 0);
    await teacher.sees('Make rooms');
  });

  await t.test('the next hand is called', async () => {
    await student.press('Raise hand');
    await staff.press('People');
    await staff.press('Call next');
    await ada.sees('Instructor asks you to unmute.');
    await student.press('Not now');
    await ada.until('the notice to go', () => !/asks you to unmute/.test(document.body.innerText));
  });

  await t.test('who waits is admitted', async () => {
    await staff.press('Class settings');
    await staff.press('Waiting room', 'Space');
    await teacher.until('the setting', () => document.querySelector('dialog input[role=switch]').checked);
    await teacher.press('Escape');
    await focus('Class settings');
    const cid = stack.use(await openChromium('Cid', undefined, { beside: teacher, choice: SILENT }));
    await cid.goto(server.links.Join);
    await knock(cid, 'Cid');
    await teacher.sees('1 person waits');
    await staff.press('Admit Cid');
    await cid.until('classroom', () => Boolean(document.querySelector('[role=toolbar]')));
  });
});
