// More of teaching with a keyboard alone: moderation, open rooms, the agenda, the results of a poll.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chromiumGuest, guestBeside, openClass } from '../../lib/class.mjs';
import { Keys } from '../../lib/keys.mjs';
import { Recording, seatOf } from '../../lib/recording.mjs';

const ADA = 2;

const isIn = (wanted) => Number(document.querySelector('.banner[data-room]')?.dataset.room ?? 0) === wanted;
/** Runs in the page: whether the focused element has this text. */
const hasFocus = (text) => {
  const { activeElement } = document;
  const name = activeElement.getAttribute('aria-label') ?? activeElement.labels?.[0]?.innerText ?? activeElement.innerText ?? '';
  return activeElement !== document.body && name.trim() === text;
};
const noDialog = () => !document.querySelector('dialog[open]');
const hands = (count) => document.querySelectorAll('aside [data-hand]').length === count;

test('order by keyboard', { timeout: 300_000 }, async (t) => {
  const world = await openClass(t, { size: '320x180' });
  const { teacher, people } = world;
  const ada = await chromiumGuest(world, 'Ada', people.student);
  const ben = await guestBeside(world, 'Ben', teacher);
  const class_ = new Recording(world.server, await seatOf(teacher));
  const [staff, student] = [new Keys(teacher), new Keys(ada)];

  /** Opens the menu of a person and chooses an action. */
  async function act(whom, action) {
    await staff.press(`Actions for ${whom}`);
    await teacher.until('the menu', () => Boolean(document.activeElement?.closest('[role=menu]')));
    await staff.press(action);
  }

  /** The settings of the class, as the journal has them. */
  const told = async () => (await class_.journal()).findLast(({ kind }) => kind === 'settings_changed').settings;

  /** Opens the settings of the class, changes something there, and closes them. */
  async function settings(change) {
    await staff.press('Class settings');
    await change();
    await teacher.press('Escape');
    await teacher.until('no dialog', noDialog);
  }

  await t.test('hands are lowered, all are muted, and may unmute again', async () => {
    await student.press('Raise hand');
    await ben.click('Raise hand');
    await staff.press('People');
    await teacher.until('two hands', hands, 2);
    await staff.press('Lower all hands');
    await teacher.until('no hand', hands, 0);
    await settings(() => staff.press('Mute all, and nobody unmutes'));
    await ada.sees('Your microphone was muted by Instructor');
    await act('Ada', 'Ask to unmute');
    await ada.sees('Instructor asks you to unmute.');
    await student.press('Unmute');
    await teacher.until('a microphone', (ada) => /Microphone on/.test(document.querySelector(`aside li[data-participant="${ada}"]`).innerHTML), ADA);
    await act('Ada', 'Mute');
    await settings(() => staff.press('Microphones may be switched on', 'Space'));
    await teacher.eventually('unmuting', async () => (await told()).may_unmute);
  });

  await t.test('of two settings changed at once, both hold', async () => {
    const before = await told();
    // Both presses come before any answer.
    const both = () => teacher.evaluate(() => {
      const flip = (name) => [...document.querySelectorAll('dialog [role=switch]')].find(({ labels }) => labels[0].innerText === name).click();
      ['Microphones may be switched on', 'Students may write to each other privately'].forEach(flip);
    });
    for (const flipped of [true, false]) {
      await settings(both);
      await teacher.eventually('both', async () => {
        const now = await told();
        return ['may_unmute', 'private_chat'].every((name) => (now[name] !== before[name]) === flipped);
      });
    }
  });

  await t.test('an open menu that changes keeps the focus', async () => {
    await staff.press('Actions for Ada');
    await teacher.until('the first item', hasFocus, 'Ask to unmute');
    await ada.press('m');
    await teacher.until('what has taken its place', hasFocus, 'Mute');
    await teacher.press('Escape');
    await ada.press('m');
    await teacher.until('muted', (id) => /Microphone off/.test(document.querySelector(`aside li[data-participant="${id}"]`).innerHTML), ADA);
  });

  await t.test('somebody is put in the middle, and is not any more', async () => {
    const lit = async () => (await class_.journal()).findLast(({ kind }) => kind === 'spotlight_set')?.target?.participant;
    await act('Ada', 'Spotlight');
    await teacher.eventually('the spotlight', async () => (await lit()) === ADA);
    await act('Ada', 'Remove spotlight');
    await teacher.eventually('no spotlight', async () => (await lit()) === undefined);
  });

  await t.test('a name and a role are changed', async () => {
    await act('Ben', 'Rename');
    await teacher.until('the field', () => document.activeElement?.tagName === 'INPUT');
    await teacher.type('Benno');
    await teacher.press('Enter');
    await ada.click('People');
    await ada.sees('Benno');
    await act('Benno', 'Make assistant');
    await ben.sees('You are an assistant of this class now.');
    await act('Benno', 'No longer assistant');
    await ben.sees('You are no longer an assistant of this class.');
  });

  await t.test('a message is deleted, and chat is slow', async () => {
    await student.press('Chat');
    await student.write('Message', 'not for here');
    await ada.press('Enter');
    await staff.press('Chat');
    await staff.press('Delete message of Ada');
    await teacher.until('the question', () => Boolean(document.querySelector('dialog[open]')));
    await staff.press('Delete message');
    await teacher.sees('Message deleted');
    await teacher.until('the focus in the log', () => document.activeElement?.getAttribute('role') === 'log');
    await ada.sees('Message deleted');
    await staff.press('People');
    await settings(async () => {
      await staff.to('Slow mode');
      await teacher.press('ArrowDown');
    });
    await student.write('Message', 'once');
    await ada.press('Enter');
    await ada.sees('Slow mode');
    await settings(async () => {
      await staff.to('Slow mode');
      await teacher.press('Home');
    });
  });

  await t.test('rooms: who moves, a word, a voice and more time for all', async () => {
    await staff.press('Rooms');
    await staff.press('Make rooms');
    await teacher.until('the focus in the form', hasFocus, 'Size');
    await staff.to('Move Ada to…');
    await teacher.press('End');
    await staff.write('Minutes for all rooms', '5');
    await staff.press('Open rooms');
    await teacher.until('the focus at the open rooms', hasFocus, '2 rooms open');
    await ada.until('room 2', isIn, 2);
    await staff.write('Message to all rooms', 'Two more minutes');
    await teacher.press('Enter');
    await ada.sees('Two more minutes');
    await staff.press('Speak to all rooms');
    await ada.sees('Instructor speaks to all rooms');
    await staff.press('Speak to all rooms');
    const minutes = () => ada.evaluate(() => Number(/(\d+):\d\d left/.exec(document.querySelector('.banner').innerText)[1]));
    assert.equal(await minutes(), 4);
    await staff.press('+1 minute');
    await ada.eventually('more time', async () => (await minutes()) === 5);
    await staff.to('Move Ada to…');
    await teacher.press('Home');
    await ada.until('the main room', isIn, 0);
    await staff.press('People');
    await act('Ada', 'Move to room');
    await teacher.until('the dialog', () => Boolean(document.querySelector('dialog[open]')));
    await staff.to('Room');
    await teacher.press('End');
    await staff.press('Move');
    await ada.until('room 2', isIn, 2);
    await staff.press('Rooms');
    await staff.to('Countdown');
    await teacher.press('Home');
    await staff.press('Close rooms');
    await teacher.until('the focus where rooms are made', hasFocus, 'Make rooms');
  });

  await t.test('an agenda is begun, made longer and ended; students say how it goes', async () => {
    await staff.press('Agenda');
    await staff.press('Lecture, discussion, groups');
    await staff.press('Start Lecture');
    await ada.until('the clock', () => /^Lecture/.test(document.querySelector('header [role=timer]')?.getAttribute('aria-label') ?? ''));
    await staff.press('+1 min for this activity');
    await student.press('Feedback');
    await ada.until('the menu', () => Boolean(document.activeElement?.closest('[role=menu]')));
    await student.press('Confused');
    await teacher.until('the gauge', () => /Confused\s*1/.test(document.querySelector('section[aria-label="How it goes"]').innerText));
    await staff.press('Next: Discussion');
    await ada.until('the next', () => /^Discussion/.test(document.querySelector('header [role=timer]')?.getAttribute('aria-label') ?? ''));
    await staff.press('End activity');
    await ada.until('no clock', () => !document.querySelector('header [role=timer]'));
  });

  await t.test('items are put in an order; a question is asked again', async () => {
    await staff.press('Polls');
    await staff.press('New poll');
    await teacher.until('the form', () => document.activeElement?.tagName === 'TEXTAREA');
    await teacher.type('In what order?');
    await staff.to('Kind');
    await teacher.press('End');
    await staff.write('Choice 1', 'First');
    await teacher.press('Enter');
    await teacher.type('Second');
    await staff.press('Start poll');
    await ada.sees('New poll: In what order?');
    await student.press('Open polls');
    await ada.until('two items', () => document.querySelectorAll('aside [data-item]').length === 2);
    const first = await ada.evaluate(() => document.querySelector('aside [data-item] .name').innerText);
    await student.press(`Move ${first} down`);
    await student.press('Answer');
    await teacher.sees('1 of 2 answered');
    await staff.press('Close poll');
    await staff.press('Share results');
    await teacher.sees('Results are shared');
    await staff.press('Ask again');
    await ada.until('the second round', () => Boolean(document.querySelector('article[data-poll="2"]')));
    await staff.press('Close poll');
  });

  await t.test('somebody is removed, and kept out', async () => {
    await staff.press('People');
    await act('Benno', 'Remove');
    await teacher.until('the question', () => Boolean(document.querySelector('dialog[open]')));
    await staff.press('Keep them out', 'Space');
    await staff.press('Remove');
    await ben.until('the end', () => /You (cannot join|were removed)/.test(document.body.innerText));
  });
});
