// A course's calendar: a series of classes over a change of clocks, planned in Berlin and read in Tokyo and New York; one is
// moved, one cancelled; other programs read it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openChromium } from '../../lib/browsers.mjs';
import { SILENT, Stack, join } from '../../lib/class.mjs';
import { lookAt } from '../../lib/look.mjs';
import { ask, claim, clock, dayOf, headed, PASSWORD, times } from '../../lib/school.mjs';
import { Server } from '../../lib/server.mjs';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Four Tuesdays at 10:00 in Berlin, as instants: two before its clocks change next, and two after. */
function tuesdaysOverTheChange() {
  const isTen = (unix) => clock(unix, 'Europe/Berlin') === '10:00';
  const ten = (day) => [day + 8 * HOUR_MS, day + 9 * HOUR_MS].find(isTen);
  let day = Date.parse(dayOf(Date.now() + 15 * DAY_MS));
  while (new Date(day).getUTCDay() !== 2 || ten(day) - day === ten(day + 7 * DAY_MS) - (day + 7 * DAY_MS)) day += DAY_MS;
  return [-7, 0, 7, 14].map((days) => ten(day + days * DAY_MS));
}

test('the calendar of a course', { timeout: 180_000 }, async (t) => {
  const stack = new Stack();
  t.after(() => stack.close());
  const server = stack.use(await Server.unclaimed());
  const instructor = stack.use(await openChromium('berlin', undefined, { locale: 'en-GB', timezoneId: 'Europe/Berlin', choice: SILENT }));
  const reader = async (name, timezoneId) =>
    stack.use(await openChromium(name, undefined, { beside: instructor, locale: 'en-GB', timezoneId }));
  const [tokyo, newYork] = [await reader('tokyo', 'Asia/Tokyo'), await reader('new-york', 'America/New_York')];
  const tuesdays = tuesdaysOverTheChange();

  await claim(instructor, server);
  const details = {
    title: 'Physics 1', description: '', colour: 1, zone: 'Europe/Berlin', from: null, to: null, recordings_until: null, guests_allowed: false,
  };
  const course = (await ask(instructor, 'POST', '/api/courses', details)).id;
  const { code } = await ask(instructor, 'PUT', `/api/courses/${course}/join`, { on: true, reset: false, approval: false });
  for (const [person, name] of [[tokyo, 'Toshi'], [newYork, 'Nell']]) {
    await person.goto(server.url);
    await ask(person, 'POST', `/api/courses/join/${code}`, { account: { name, email: `${name}@school.example`, password: PASSWORD } });
  }
  const page = `${server.url}/courses/${course}`;

  await t.test('a series is planned over a change of clocks, and seen before it is made', async () => {
    await instructor.goto(page);
    await instructor.sees('Nothing is planned so far.');
    await lookAt(instructor, 'schedule-empty');
    await instructor.click('Plan classes', 'link');
    await instructor.fill('Title', ' ');
    await instructor.fill('Length in minutes', 'long');
    await instructor.click('Plan 1 class');
    await instructor.sees('Class lasts from one minute to a day.');
    assert.equal(await instructor.evaluate(() => document.activeElement.labels[0].innerText), 'Title');
    await instructor.fill('Title', 'Waves');
    await instructor.fill('Length in minutes', '90');
    await instructor.fill('Date', dayOf(tuesdays[0]));
    await instructor.fill('Begins at', '10:00');
    await instructor.select('Repeats', 'weekly');
    assert.ok(await instructor.page.getByLabel('Tuesday').isChecked());
    await instructor.fill('How many times?', '401');
    await instructor.click('Plan 1 class');
    await instructor.sees('too many');
    await instructor.fill('How many times?', '4');
    await instructor.sees('Every week on Tuesday, 4 times');
    await instructor.sees('Clocks change before this one. Class stays at 10:00.');
    await lookAt(instructor, 'schedule-plan');
    assert.ok(!(await instructor.text('main')).includes('too many'), 'what is mended is not wrong any more');
    await instructor.click('Plan 4 classes');
    await instructor.sees('4 classes are planned.');
    assert.deepEqual(await times(instructor), Array(4).fill('10:00'));
  });

  await t.test('each reads it in their own time, with that of Berlin beside it', async () => {
    for (const [person, zone] of [[tokyo, 'Asia/Tokyo'], [newYork, 'America/New_York']]) {
      await person.goto(page);
      await person.sees('Coming classes');
      assert.deepEqual(await times(person), tuesdays.map((unix) => clock(unix, zone)));
      assert.equal((await person.text('main')).match(/10:00 in Berlin/g).length, 4);
      assert.equal((await person.text('main')).match(/your time/g).length, 4);
    }
    const [before, after] = [tuesdays[1], tuesdays[2]].map((unix) => clock(unix, 'Asia/Tokyo'));
    assert.notEqual(before, after);
    await lookAt(tokyo, 'schedule-coming');
  });

  const more = (person, index) =>
    person.page.getByRole('button', { name: /^More about Waves/ }).nth(index).click();

  await t.test('one is moved, and one cancelled with a reason', async () => {
    await more(instructor, 1);
    await instructor.click('Change…', 'menuitem');
    await instructor.sees('One of a series: Every week on Tuesday, 4 times.');
    await instructor.fill('Begins at', '14:00');
    await lookAt(instructor, 'schedule-change');
    await instructor.clickAt('dialog[open]', 'Save');
    await instructor.until('it is moved', () => /Moved/.test(document.querySelector('main').innerText));
    assert.deepEqual(await times(instructor), ['10:00', '14:00', '10:00', '10:00']);

    await more(instructor, 2);
    await instructor.click('Cancel…', 'menuitem');
    await instructor.fill('Why? The members read it', 'The room is flooded');
    await instructor.shot('schedule-cancel');
    await instructor.clickAt('dialog[open]', 'Cancel class');
    await instructor.sees('Waves is cancelled.');
    await instructor.sees('The room is flooded');
    await lookAt(instructor, 'schedule-staff');
    await instructor.clickAt('.toast', 'Undo');
    await instructor.until('it takes place', () => !/flooded/.test(document.querySelector('main').innerText));
    await more(instructor, 2);
    await instructor.click('Cancel…', 'menuitem');
    await instructor.fill('Why? The members read it', 'The room is flooded');
    await instructor.clickAt('dialog[open]', 'Cancel class');
    await newYork.reload();
    await newYork.sees('The room is flooded');
    assert.match(await newYork.text('main'), /Moved/);
    const waysIn = await newYork.evaluate(() => document.querySelectorAll('main h3 a, main section section a').length);
    assert.equal(waysIn, 3, 'nobody goes into one that is cancelled');
    await lookAt(newYork, 'schedule-changed');
  });

  await t.test('all that follow are moved, and deleted, together', async () => {
    await more(instructor, 2);
    await instructor.click('Change…', 'menuitem');
    await instructor.fill('Begins at', '16:00');
    await instructor.click('This and all that follow', 'radio');
    await instructor.clickAt('dialog[open]', 'Save');
    await instructor.until('both are moved', () => document.querySelector('main').innerText.match(/16:00/g)?.length === 2);
    await more(instructor, 3);
    await instructor.click('Delete…', 'menuitem');
    await instructor.shot('schedule-delete');
    await instructor.clickAt('dialog[open]', 'Delete');
    await instructor.until('three are left', () => document.querySelectorAll('main time').length === 3);
  });

  await t.test('home counts down to what is next, and leads there', async () => {
    // By the clocks of Berlin: in two hours, perhaps tomorrow there.
    const soon = new Date(Date.now() + 2 * HOUR_MS).toLocaleString('sv', { timeZone: 'Europe/Berlin' }).slice(0, 16).replace(' ', 'T');
    await ask(instructor, 'POST', `/api/courses/${course}/schedule`, { title: 'Questions', time: { start: soon, minutes: 45 } });
    await tokyo.goto(server.url);
    await tokyo.sees('Questions');
    assert.match(await tokyo.text('main section'), /in (1 hr 59 min|2 hrs?|1 hr 60 min)/);
    await lookAt(tokyo, 'home-next');
    await tokyo.click('Go in: Questions', 'link');
    await tokyo.until('the lobby', () => document.querySelector('h1')?.innerText === 'Questions');
    assert.match(await tokyo.text('main'), /your time/);
    await lookAt(tokyo, 'lobby-planned');
    await tokyo.click('Join');
    await tokyo.sees('The class has not begun.');
    await headed(tokyo, 'Questions');
    assert.match(await tokyo.text('main'), /in (1 hr \d+ min|2 hrs?)[^]*your time/, 'who comes early reads when it begins');
    await lookAt(tokyo, 'class-early');
  });

  await t.test('deadlines and days off are kept', async () => {
    await instructor.goto(`${page}/settings`);
    await instructor.click('Classes are to be watched by a deadline', 'switch');
    await instructor.fill('Days after class', '5');
    await instructor.click('Add days off');
    await instructor.clickAt('main', 'Save deadlines');
    await instructor.sees('Choose a date.');
    const off = instructor.page.locator('.holiday').getByLabel('First day');
    await off.fill('2027-05-01');
    await lookAt(instructor, 'course-deadlines');
    await instructor.clickAt('main', 'Save deadlines');
    await instructor.sees('Saved.');
    await instructor.reload();
    await instructor.until('the days off', () => document.querySelector('.holiday input')?.value === '2027-05-01');
  });

  await t.test('a class that was held is on the pages with its deadline', async () => {
    await instructor.goto(page);
    await instructor.clickAt('main', 'Start a class');
    await join(instructor);
    await tokyo.goto(server.url);
    await tokyo.sees('1 present');
    await instructor.click('End class');
    await instructor.clickIn('dialog', 'End class');
    await instructor.until('class is over', () => !document.querySelector('[role=toolbar]'));
    await tokyo.comesBack();
    await tokyo.sees('To catch up', 40_000);
    const due = await tokyo.text('main section:has(li button)');
    assert.match(due, /Watch by \w+,? \d+ \w+, 0?[67]:59 your time/, 'a minute before midnight in Berlin is morning in Tokyo');
    assert.match(due, /23:59 in Berlin/);
    await lookAt(tokyo, 'home-lately');
    await tokyo.goto(page);
    await tokyo.sees('Past classes');
    await tokyo.sees('Watch by');
  });

  await t.test('other programs read the calendar, until its link is made anew', async () => {
    await newYork.goto(`${server.url}/account`);
    await newYork.click('Make a link');
    await newYork.sees('Subscribe in your calendar');
    const link = () => newYork.page.getByLabel('Link', { exact: true }).inputValue();
    const first = await link();
    const feed = await fetch(first);
    assert.match(feed.headers.get('content-type'), /text\/calendar/);
    const text = await feed.text();
    assert.equal(text.match(/BEGIN:VEVENT/g).length, 4);
    assert.equal(text.match(/STATUS:CANCELLED/g).length, 1);
    assert.ok(!/Ada|Toshi|Nell/.test(text), 'no names');
    await newYork.shot('calendar-link');
    await newYork.clickAt('dialog[open]', 'Close');
    await newYork.sees('It was shown once.');
    await lookAt(newYork, 'account-calendar');
    await newYork.click('Make a new link');
    await newYork.clickAt('dialog[open]', 'Make a new link');
    await newYork.sees('Paste it into your calendar');
    assert.notEqual(await link(), first);
    assert.equal((await fetch(first)).status, 404);
    await newYork.clickAt('dialog[open]', 'Close');
  });

  await t.test('read from the right', async () => {
    for (const [name, path] of [['course', ''], ['plan', '/plan']]) {
      await instructor.goto(`${page}${path}?lang=x-rtl`);
      await instructor.until(name, () => document.querySelectorAll('main time').length > 0);
      await lookAt(instructor, `rtl-schedule-${name}`);
    }
  });
});
