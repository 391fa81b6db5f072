// Staff in class: sharing after asking, hands, sound, chat, names and roles, a timed activity, feedback.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openChromium } from '../../lib/browsers.mjs';
import { SILENT, TEACHER, chromiumGuest, firefoxGuest, guestBeside, join, openClass } from '../../lib/class.mjs';
import { lookAt } from '../../lib/look.mjs';
import { drawScreen, hushMicrophone } from '../../lib/probe.mjs';
import { Recording, seatOf } from '../../lib/recording.mjs';

const [STUDENT, GUEST] = [2, 3];

/** Runs in the page: whether the microphone is on, or off, as expected. */
const microphone = (on) =>
  [...document.querySelectorAll('[role=toolbar] button')].some(
    (button) => button.innerText.trim() === 'Microphone' && button.getAttribute('aria-pressed') === String(on),
  );
/** Runs in the page: the text of the running activity's timer. */
const chip = () => document.querySelector('header [role=timer]')?.getAttribute('aria-label') ?? null;

test('teaching', { timeout: 300_000 }, async (t) => {
  const world = await openClass(t, { size: '320x180' });
  const { server, teacher, people } = world;
  const student = await chromiumGuest(world, 'Student', people.student);
  const guest = await firefoxGuest(world, 'Guest', undefined, { choice: SILENT });
  const everybody = [teacher, student, guest];
  for (const name of ['Ada', 'Ben', 'Cleo']) everybody.push(await guestBeside(world, name, student));

  /** Opens the settings of the class, changes something there, and closes them. */
  async function settings(change) {
    await teacher.click('Class settings');
    await change();
    await teacher.press('Escape');
    await teacher.until('no dialog', () => !document.querySelector('dialog[open]'));
  }

  await teacher.click('People');

  await t.test('who wants to share asks, and is let', async () => {
    await settings(() => teacher.select('Who may share a screen', 'asking'));
    await student.click('Ask to share');
    await teacher.sees('Student asks to share a screen.');
    await teacher.click('Let them share');
    await student.sees('You may share your screen now.');
    await student.evaluate(drawScreen);
    await student.click('Share screen');
    await guest.seesVideoOf(STUDENT, 'screen', { height: 100 });
    await teacher.seesVideoOf(STUDENT, 'screen', { height: 100 });
  });

  await t.test('the screen is passed on', async () => {
    await guest.evaluate(drawScreen);
    await teacher.click('Actions for Guest');
    await teacher.click('Hand over the screen', 'menuitem');
    await student.sees('You may not share your screen any longer.');
    await teacher.eventually('the share to end', async () => !(await teacher.tiles()).some((tile) => tile.source === 'screen'));
    await guest.click('Share screen');
    await student.seesVideoOf(GUEST, 'screen', { height: 100 });
    await guest.click('Share screen');
    await settings(() => teacher.select('Who may share a screen', 'everyone'));
  });

  await t.test('hands are called in order; nobody is unmuted but by themselves', async () => {
    await guest.click('Raise hand');
    await teacher.until('a hand', () => Boolean(document.querySelector('[data-hand="3"]')));
    await student.click('Microphone');
    await student.until('muted', microphone, false);
    await student.click('Raise hand');
    await teacher.until('two hands', () => Boolean(document.querySelector('[data-hand="2"]')));
    await teacher.click('Call next');
    await guest.sees('Instructor asks you to unmute.');
    assert.ok(await guest.evaluate(microphone, false));
    await guest.click('Unmute');
    await guest.until('unmuted', microphone, true);
    await teacher.until('one hand', () => !document.querySelector('[data-hand="3"]'));
    await teacher.click('Call next');
    await student.sees('Instructor asks you to unmute.');
    await guest.until('a spotlight', () => /Spotlight/.test(document.querySelector('.main[data-participant="2"]')?.innerText ?? ''));
    assert.ok(await student.evaluate(microphone, false));
    await student.click('Not now');
    assert.ok(await student.evaluate(microphone, false));
    await teacher.click('Actions for Student');
    await teacher.click('Remove spotlight', 'menuitem');
  });

  await t.test('all hands are lowered at once', async () => {
    await Promise.all([guest.click('Raise hand'), student.click('Raise hand')]);
    await teacher.until('two hands', () => document.querySelectorAll('li [data-hand]').length === 2);
    await teacher.click('Lower all hands');
    await teacher.until('none', () => !document.querySelector('[data-hand]'));
    await student.until('a hand to raise', () => /Raise hand/.test(document.querySelector('[role=toolbar]').innerText));
  });

  await t.test('all are muted, and stay so until they are asked', async () => {
    await student.click('Microphone');
    await student.until('unmuted', microphone, true);
    await settings(() => teacher.click('Mute all, and nobody unmutes'));
    await student.until('muted', microphone, false);
    await guest.until('muted', microphone, false);
    await student.press('m');
    await student.sees('Staff have switched off unmuting. Raise your hand to speak.');
    assert.ok(await student.evaluate(microphone, false));
    await teacher.click('Actions for Student');
    await teacher.click('Ask to unmute', 'menuitem');
    await student.click('Unmute');
    await student.until('unmuted', microphone, true);
    await settings(() => teacher.click('Microphones may be switched on', 'switch'));
    await guest.click('Microphone');
    await guest.until('unmuted', microphone, true);
    await Promise.all([student, guest].map((person) => person.click('Microphone')));
  });

  await t.test('chat is slow, or off', async () => {
    await settings(() => teacher.select('Slow mode', '10000'));
    await student.fill('Message', 'in slow mode');
    await student.click('Send');
    await guest.sees('in slow mode');
    await student.until('a pause', () => /Slow mode: write again in \d+ second/.test(document.body.innerText));
    await settings(async () => {
      await teacher.select('Slow mode', '0');
      await teacher.select('Who may write to the room', 'off');
    });
    await student.sees('Chat is off. Only staff can write at present.');
    assert.ok(await student.evaluate(() => document.querySelector('textarea').readOnly));
    await settings(() => teacher.select('Who may write to the room', 'everyone'));
    await student.until('chat to be on', () => !document.querySelector('textarea').readOnly);
  });

  await t.test('a deleted message is gone for all, and from what they can fetch', async () => {
    const secret = 'my password is swordfish';
    await student.fill('Message', secret);
    await student.click('Send');
    await teacher.click('Chat');
    for (const person of everybody) await person.sees(secret);
    await teacher.clickAt('article:last-of-type', 'Delete message of Student');
    await teacher.clickIn('dialog', 'Delete message');
    for (const person of everybody) {
      await person.until('a tombstone', (text) => /Message deleted/.test(document.body.innerText) && !document.body.innerText.includes(text), secret);
      const journal = await new Recording(server, await seatOf(person)).journal();
      assert.ok(!JSON.stringify(journal).includes('swordfish'), `the journal of ${person.name}`);
    }
  });

  await t.test('staff change a name', async () => {
    await teacher.click('People');
    await teacher.click('Actions for Guest');
    await teacher.click('Rename', 'menuitem');
    await teacher.fill('Name', 'Grace');
    await teacher.clickIn('dialog', 'Rename');
    await student.click('People');
    await student.sees('Grace');
    await guest.click('People');
    await guest.sees('Grace (you)');
  });

  await t.test('an assistant has the controls of staff, and loses them again', async () => {
    await student.click('Rooms');
    await student.sees('No breakout rooms are open.');
    await teacher.click('Actions for Student');
    await teacher.click('Make assistant', 'menuitem');
    await student.sees('You are an assistant of this class now.');
    await student.until('rooms', () => [...document.querySelectorAll('button')].some((b) => b.innerText === 'Make rooms'));
    await student.click('People');
    await student.click('Actions for Grace');
    await student.click('Rename', 'menuitem');
    await student.fill('Name', 'Guest');
    await student.clickIn('dialog', 'Rename');
    await guest.sees('Guest (you)');
    await teacher.click('Actions for Student');
    await teacher.click('No longer assistant', 'menuitem');
    await student.sees('You are no longer an assistant of this class.');
    await student.until('no controls', () => !document.querySelector('[aria-label="Actions for Guest"]'));
  });

  await t.test('the time of an activity is seen by all, longer when staff say so, and over when it ends', async () => {
    await teacher.click('Agenda');
    await teacher.click('Start without a plan');
    await teacher.select('Kind', 'discussion');
    await teacher.fill('Minutes', '2');
    await teacher.fill('About', 'Warm-up');
    await teacher.click('Start');
    for (const person of everybody) {
      assert.match(await person.until('a clock', chip), /^Warm-up, (2:00|1:5\d) left$/);
    }
    await teacher.click('+1 min for this activity');
    for (const person of everybody) {
      await person.until('more time', () => /^Warm-up, 2:[0-5]\d left$/.test(document.querySelector('header [role=timer]').getAttribute('aria-label')));
    }
  });

  await t.test('feedback is a gauge for staff, and begins anew with each activity', async () => {
    for (const person of [student, guest]) {
      await person.click('Feedback');
      await person.click('Confused', 'menuitemcheckbox');
    }
    await teacher.until('two', () => /Confused\s*2/.test(document.querySelector('section[aria-label="How it goes"]').innerText));
    assert.ok(!/How it goes/.test(await student.text()), 'only staff see it');
    await teacher.click('End activity');
    for (const person of everybody) await person.until('no clock', () => !document.querySelector('header [role=timer]'));
    await teacher.click('Start without a plan');
    await teacher.fill('Minutes', '');
    await teacher.click('Start');
    await teacher.sees('Nobody has said how it goes.');
    assert.equal(await student.until('a clock', chip), 'Lecture, without a time');
  });

  await t.test('who sends silence that claims to be loud is muted at once', async () => {
    const options = { beside: student, permissions: ['camera', 'microphone'] };
    const eve = world.stack.use(await openChromium('Eve', undefined, options));
    await eve.context.addInitScript(hushMicrophone);
    await eve.goto(server.links.Join);
    await join(eve, 'Eve');
    await teacher.sees('The microphone of Eve sends silence that claims to be loud');
    await lookAt(teacher, 'loud-silence');
    assert.ok(!/claims to be loud/.test(await student.text()), 'only staff are told');
    await teacher.click('Mute');
    await eve.until('muted', microphone, false);
    await teacher.until('no notice', () => !/claims to be loud/.test(document.body.innerText));
  });

  await t.test('all read what becomes of class once its staff have left, as they chose', async () => {
    await teacher.click('People', 'tab');
    await settings(() => teacher.select('When all staff have left', 'off_record'));
    await teacher.click('Leave');
    await teacher.sees('You left the class');
    await student.sees('on class is off the record unless one of them comes back.');
    await guest.sees('on class is off the record unless one of them comes back.');
    await lookAt(student, 'without-staff');
    await teacher.click('Come back');
    await student.until('no word of it', () => !/comes back/.test(document.body.innerText));
    await teacher.until('the toolbar', () => Boolean(document.querySelector('[role=toolbar]')));
    if (!(await teacher.text()).includes('Class settings')) await teacher.click('People');
    await settings(async () => {
      await teacher.until('the choice', () => [...document.querySelectorAll('dialog[open] select')].some((select) => select.value === 'off_record'));
      await teacher.select('When all staff have left', 'ends');
    });
  });

  await t.test('on Watch activities are chapters, and a deleted message is nowhere to be read', async () => {
    const class_ = new Recording(server, await seatOf(teacher));
    const events = await class_.journal();
    const at = (kind, nth = 0) => events.filter((event) => event.kind === kind).at(nth).at;
    await teacher.click('End class');
    await teacher.clickIn('dialog', 'End class');
    await student.sees('Class is over');
    await class_.completed(5_000);
    await student.click('Watch the recording', 'link');
    await student.until('a line', () => Boolean(document.querySelector('[role=slider]')));
    await student.click('Pause');
    await student.click('Chat', 'tab');
    // The name of a chapter too short for it is hidden, so `innerText` would depend on how long class took.
    const chapters = await student.evaluate(() => [...document.querySelectorAll('[role=slider] .chapter')].map((chapter) => chapter.textContent.trim()));
    assert.ok(chapters.some((name) => name.startsWith('Warm-up')), chapters.join());
    const messages = () => student.evaluate(() => [...document.querySelectorAll('[role=log] article')].map((each) => each.querySelector('p').innerText));
    const moments = [
      [at('chat_deleted') + 500, ['in slow mode', 'Message deleted']],
      [at('chat_sent', 1) - 300, ['in slow mode']],
      [at('chat_sent', 0) - 300, []],
      [(at('chat_sent', 1) + at('chat_deleted')) / 2, ['in slow mode', 'Message deleted']],
      [at('activity_started', -1) - 300, ['in slow mode', 'Message deleted']],
    ];
    for (const [moment, texts] of moments) {
      await class_.seek(student, moment);
      await student.eventually(`${texts} at ${moment}`, async () => JSON.stringify(await messages()) === JSON.stringify(texts));
    }
    await class_.seek(student, at('activity_extended') + 300);
    assert.match(await student.until('a clock', chip), /^Warm-up, 2:\d\d left$/);
    await class_.seek(student, at('activity_started') - 300);
    await student.until('no clock', () => !document.querySelector('header [role=timer]'));
  });

  const listed = (person) => person.evaluate(() => [...document.querySelectorAll('aside ol[aria-label=Chapters] bdi')].map((each) => each.innerText));
  const lists = (person, names) => person.eventually(names.join(), async () => JSON.stringify(await listed(person)) === JSON.stringify(names));

  await t.test('staff give a chapter of class another name, which all find, and take it back', async () => {
    await teacher.click('Watch the recording', 'link');
    await teacher.until('a line', () => Boolean(document.querySelector('[role=slider]')));
    await teacher.click('Pause');
    await teacher.click('Chapters', 'tab');
    await student.click('Chapters', 'tab');
    const before = await listed(teacher);
    const place = before.findIndex((name) => name.startsWith('Warm-up'));
    assert.ok(place > 0, before.join());
    await lists(student, before);
    assert.equal(await student.page.getByRole('button', { name: /^Actions for the chapter/ }).count(), 0);

    await teacher.click(`Actions for the chapter ${before[place]}`);
    await teacher.click('Rename…', 'menuitem');
    await teacher.page.locator('dialog[open]').getByLabel('Name of the chapter', { exact: true }).fill('What we know already');
    await teacher.clickAt('dialog[open]', 'Save');
    const renamed = before.with(place, 'What we know already');
    await lists(teacher, renamed);
    await lists(student, renamed);
    await student.until('the name on the line', () => [...document.querySelectorAll('[role=slider] .chapter')].some((each) => each.textContent.trim() === 'What we know already'));
    await lookAt(teacher, 'watch-chapters');
    await teacher.reload();
    await teacher.until('a line', () => Boolean(document.querySelector('[role=slider]')));
    await lists(teacher, renamed);

    await teacher.click('Actions for the chapter What we know already');
    await teacher.click('Remove', 'menuitem');
    await lists(teacher, before);
    await teacher.clickAt('.toast', 'Undo');
    await lists(teacher, renamed);
    await lists(student, renamed);
  });

  await t.test('they remove a chapter of class, for all, and put it back', async () => {
    const all = await listed(teacher);
    const gone = all.at(-1);
    const remove = async () => {
      await teacher.click(`Actions for the chapter ${gone}`);
      await teacher.click('Remove', 'menuitem');
      await lists(teacher, all.slice(0, -1));
    };
    await teacher.click(`Actions for the chapter ${all[0]}`);
    assert.equal(await teacher.page.getByRole('menuitem', { name: 'Remove', exact: true }).count(), 0, 'class begins somewhere');
    await teacher.press('Escape');
    await remove();
    await teacher.clickAt('.toast', 'Undo');
    await lists(teacher, all);
    await remove();
    await lists(student, all.slice(0, -1));
    await teacher.reload();
    await teacher.until('a line', () => Boolean(document.querySelector('[role=slider]')));
    await teacher.sees('Removed chapters');
    await lists(teacher, all.slice(0, -1));
    await lookAt(teacher, 'watch-chapters-removed');
    await teacher.click(`Put back: ${gone}`);
    await lists(teacher, all);
    await lists(student, all);
    await teacher.until('nothing removed', () => !document.body.innerText.includes('Removed chapters'));
  });
});
