// A term, from the first invitation to the first class: an owner invites an instructor by mail, who plans a course over a change of
// clocks and imports its roster; a student comes by her mail, is reminded, joins and leaves; another one hears what they miss.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join as pathOf } from 'node:path';
import { test } from 'node:test';
import { openChromium, openFirefox } from '../../lib/browsers.mjs';
import { SILENT, Stack, join } from '../../lib/class.mjs';
import { Mailbox } from '../../lib/mailbox.mjs';
import { ask, claim, clock, closeToasts, dayOf, headed, listOfPeople, PASSWORD, pick, times, WRONG_LINES } from '../../lib/school.mjs';
import { Server } from '../../lib/server.mjs';

/** Whether something is said to begin at a time: after midnight in some zone its end has a day of its own. */
const begins = (text, time) => new RegExp(`, ${time}\\s*–`).test(text);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const WEEK_MS = 7 * 24 * HOUR_MS;
const [BERLIN, TOKYO, NEW_YORK] = ['Europe/Berlin', 'Asia/Tokyo', 'America/New_York'];

/** The instant at which clocks in Berlin show this; where they skip it, what they would have shown without (RFC 5545, section 3.3.5). */
const inBerlin = (day, time) => {
  const [winter, summer] = [1, 2].map((hours) => Date.parse(`${day}T${time}Z`) - hours * HOUR_MS);
  return clock(summer, BERLIN) === time ? summer : winter;
};

/** A class in two hours, and then each week at the same time in Berlin, until two weeks after clocks are changed there. */
function weeklyOverTheChange() {
  const first = Math.ceil((Date.now() + 2 * HOUR_MS) / (5 * MINUTE_MS)) * 5 * MINUTE_MS;
  const all = [first];
  const next = () => all.push(inBerlin(dayOf(first + all.length * WEEK_MS, BERLIN), clock(first, BERLIN)));
  do next();
  while (all.at(-1) - all.at(-2) === WEEK_MS);
  next();
  next();
  return all;
}

const OPEN = { Chromium: (name, options) => openChromium(name, undefined, options), Firefox: openFirefox };
for (const [browser, open] of Object.entries(OPEN)) {
  test(`a term in ${browser}`, { timeout: 180_000 }, async (t) => {
    const stack = new Stack();
    t.after(() => stack.close());
    const mailbox = new Mailbox();
    const server = stack.use(await Server.unclaimed({ mailbox }));
    const folder = await mkdtemp(pathOf(tmpdir(), 'meridian-term-'));
    stack.use({ close: () => rm(folder, { recursive: true }) });
    const roster = pathOf(folder, 'roster.csv');
    await writeFile(roster, listOfPeople());
    let owner;
    const somebody = async (name, timezoneId) =>
      stack.use(await open(`${name}-${browser}`, { beside: owner, locale: 'en-GB', timezoneId, choice: SILENT }));
    owner = await somebody('owner', BERLIN);
    const instructor = await somebody('instructor', BERLIN);
    const student = await somebody('student', TOKYO);
    const absent = await somebody('absent', NEW_YORK);
    const weekly = weeklyOverTheChange();
    let course;

    await t.test('the owner invites an instructor by mail', async () => {
      await claim(owner, server);
      await owner.click('People', 'link');
      await owner.fill('Name', 'Ines Ortega');
      await owner.fill('E-mail', 'ines@school.example');
      await owner.click('Send invitation');
      const { link } = await mailbox.letter('ines@school.example', 'Ada invites you');
      await instructor.goto(link);
      await instructor.sees('As an instructor: you make classes and courses here.');
      await instructor.fill('Password', PASSWORD);
      await instructor.click('Create account and join');
      await headed(instructor, 'Hello, Ines Ortega');
    });

    await t.test('who makes a course, and imports a roster of 300 with five bad lines', async () => {
      await instructor.click('New course', 'link');
      await instructor.fill('Title', 'Physics 1');
      await pick(instructor, 'Time zone of the course', BERLIN);
      await instructor.click('Make course');
      await headed(instructor, 'Physics 1');
      course = await instructor.evaluate(() => location.pathname.split('/')[2]);
      const total = async () => (await ask(instructor, 'GET', `/api/courses/${course}/roster`)).total;

      await instructor.click('Import a list', 'link');
      await headed(instructor, 'Import a list of people');
      await instructor.chooseFile(roster);
      await instructor.sees('Lines that are left out');
      const words = await instructor.text('main');
      for (const said of WRONG_LINES) assert.ok(words.includes(said), `${said} in ${words}`);
      assert.equal(await total(), 1, 'nothing is changed before it was seen');
      await instructor.click('Import 300 people');
      await instructor.sees('Imported');
      assert.equal(await total(), 301);
      await instructor.click('To the people of the course', 'link');
      await instructor.click('Import a list', 'link');
      await instructor.chooseFile(roster);
      await instructor.sees('Nothing would change');
    });

    await t.test('a student comes by her mail, and signs in by a key of her own', async () => {
      await instructor.goto(`${server.url}/courses/${course}/people`);
      for (const [search, name] of [['zoë', 'Zoë Müller'], ['s1@', 'Student 001']]) {
        await instructor.fill('Search by name or e-mail', search);
        await instructor.until(`${name} alone`, () => document.querySelectorAll('[data-member]').length === 1);
        await instructor.click(`More about ${name}`);
        await instructor.click('Send invitation by e-mail', 'menuitem');
        await instructor.sees('is on its way');
        await closeToasts(instructor);
      }
      for (const [person, address] of [[student, 'zoe@school.example'], [absent, 's1@school.example']]) {
        await person.goto((await mailbox.letter(address, 'Ines Ortega invites you to Physics 1')).link);
        await headed(person, 'You are invited to Physics 1');
        await person.fill('Password', PASSWORD);
        await person.click('Create account and join');
        await headed(person, 'Physics 1');
      }
      // Firefox lets no test hold a key for it.
      const holdsKeys = browser === 'Chromium';
      if (holdsKeys) {
        await student.authenticator();
        await student.goto(`${server.url}/account`);
        await student.click('Add a passkey');
        await student.fill('Your password, once more', PASSWORD);
        await student.click('Continue');
        await student.sees('The passkey is added.');
        await closeToasts(student);
      }
      await student.click('Sign out');
      await student.sees('You are signed out.');
      await student.goto(`${server.url}/sign-in`);
      if (holdsKeys) await student.click('Sign in with a passkey');
      else {
        await student.fill('E-mail', 'zoe@school.example');
        await student.fill('Password', PASSWORD);
        await student.clickAt('form', 'Sign in');
      }
      await headed(student, 'Hello, Zoë Müller');
    });

    /** When all classes of the course begin, on the reader's clock. */
    const shown = async (person) => {
      await person.goto(`${server.url}/courses/${course}`);
      await person.sees('Coming classes');
      const more = await person.evaluate(() =>
        [...document.querySelectorAll('main button')].map(({ innerText }) => innerText.trim()).find((text) => /^Show \d+ more$/.test(text)));
      if (more) await person.click(more);
      return times(person);
    };
    const readers = [[instructor, BERLIN], [student, TOKYO], [absent, NEW_YORK]];

    await t.test('a weekly course over a change of clocks is right in Berlin, Tokyo and New York', async () => {
      await instructor.goto(`${server.url}/courses/${course}/plan`);
      await instructor.fill('Title', 'Waves');
      await instructor.fill('Date', dayOf(weekly[0], BERLIN));
      await instructor.fill('Begins at', clock(weekly[0], BERLIN));
      await instructor.select('Repeats', 'weekly');
      await instructor.fill('How many times?', String(weekly.length));
      await instructor.click(`Plan ${weekly.length} classes`);
      await instructor.sees(`${weekly.length} classes are planned.`);
      for (const [person, zone] of readers) assert.deepEqual(await shown(person), weekly.map((unix) => clock(unix, zone)), zone);
      const inTokyo = new Set(weekly.map((unix) => clock(unix, TOKYO)));
      assert.equal(inTokyo.size, 2, 'clocks change in Berlin, and not in Tokyo');
    });

    await t.test('one is moved, and its members know by mail', async () => {
      // Whoever plans anew at once tells nobody: this is what members know of.
      await server.at(Date.now() + 1_000);
      await closeToasts(instructor);
      const menu = await instructor.evaluate(() => document.querySelectorAll('button[aria-label^="More about Waves"]')[1].ariaLabel);
      await instructor.click(menu);
      await instructor.click('Change…', 'menuitem');
      const time = clock(weekly[0], BERLIN) === '09:00' ? '10:00' : '09:00';
      weekly[1] = inBerlin(dayOf(weekly[1], BERLIN), time);
      await instructor.fill('Begins at', time);
      await instructor.clickAt('dialog[open]', 'Save');
      await instructor.until('it is moved', () => /Moved/.test(document.querySelector('main').innerText));
      for (const [person, zone] of readers) assert.deepEqual(await shown(person), weekly.map((unix) => clock(unix, zone)), zone);
      await server.at(Date.now() + 3 * MINUTE_MS);
      for (const [address, zone] of [['zoe@school.example', TOKYO], ['s1@school.example', NEW_YORK]]) {
        const { text } = await mailbox.letter(address, 'Waves is moved');
        assert.ok(begins(text, clock(weekly[1], zone)) && begins(text, time), text);
      }
    });

    await t.test('the student is reminded in her time, joins by the link of the mail, and leaves', async () => {
      await server.at(weekly[0] - 50 * MINUTE_MS);
      const { link, text } = await mailbox.letter('zoe@school.example', `Waves begins at ${clock(weekly[0], TOKYO)}`);
      assert.match(text, /\(Asia\/Tokyo\)[^]*\(Europe\/Berlin\)/);
      await student.goto(link);
      await student.sees('You enter as Zoë Müller.');
      const when = await student.text('main');
      assert.ok(begins(when, clock(weekly[0], TOKYO)) && when.includes(`${clock(weekly[0], BERLIN)} in Berlin`), when);
      await instructor.click('Go in: Waves', 'link');
      await join(instructor);
      await join(student);
      await instructor.click('People');
      await instructor.sees('Zoë Müller');
      await student.click('Leave');
      await student.sees('You left the class');
    });

    await t.test('the absent one hears that class began without them, and comes', async () => {
      await server.at(weekly[0] + 11 * MINUTE_MS);
      const { link } = await mailbox.letter('s1@school.example', 'Waves has begun without you');
      await absent.goto(link);
      await absent.sees('You enter as Student 001.');
      await join(absent);
      await instructor.sees('Student 001');
      const others = mailbox.subjects('zoe@school.example').filter((subject) => /without you/.test(subject));
      assert.deepEqual(others, [], 'she was there');
      const ways = async (person) => {
        await person.goto(`${server.url}/courses/${course}`);
        await person.until('the class that runs', () => Boolean(document.querySelector('main section.live')));
        return person.evaluate(() => document.querySelectorAll('main a[href^="/j/"]').length);
      };
      assert.ok((await ways(student)) > 0);
      assert.equal(await ways(owner), 0, 'the lobby would refuse them');
    });

    await t.test('who was there for a moment alone hears what is left, and one click opens Watch where that begins', async () => {
      const zoe = 'zoe@school.example';
      await instructor.click('End class');
      await instructor.clickAt('dialog[open]', 'End class');
      await instructor.until('class is over', () => !document.querySelector('[role=toolbar]'));
      await server.at(weekly[0] + 25 * MINUTE_MS);
      const { link, text } = await mailbox.letter(zoe, 'Waves waits for you');
      assert.match(text, /you have left:\s+\d+ sec/);
      await student.goto(link);
      await student.until('Watch', () => location.pathname.startsWith('/watch/'));
      await student.sees('Waves');
    });

    await t.test('the recording is offered to the people of the course, and not to who runs the server', async () => {
      const offered = async (person) => {
        await person.goto(`${server.url}/courses/${course}`);
        await person.sees('Past classes', 40_000);
        return person.evaluate(() => [...document.querySelectorAll('main button')].some(({ innerText }) => innerText.trim() === 'Watch'));
      };
      assert.equal(await offered(student), true);
      assert.equal(await offered(owner), false);
    });
  });
}
