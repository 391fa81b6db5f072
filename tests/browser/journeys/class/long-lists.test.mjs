// Lists of any length: 600 people and 10,000 messages in class and on Watch, and 2,000 people of a course. A page has some rows of
// them at a time; the keyboard reaches the first and the last.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openChromium } from '../../lib/browsers.mjs';
import { SILENT, Stack, join } from '../../lib/class.mjs';
import { lookAt } from '../../lib/look.mjs';
import { Mailbox } from '../../lib/mailbox.mjs';
import { ask, claim, closeToasts } from '../../lib/school.mjs';
import { Server } from '../../lib/server.mjs';

const PEOPLE = 600;
const MESSAGES = 10_000;
const ROSTER = 2_000;
const DETAILS = {
  title: 'Physics 1', description: '', colour: 0, zone: 'Europe/Berlin', from: null, to: null,
  recordings_until: null, guests_allowed: false,
};
/** More rows than this are never in a page: some screens of them, and those that are kept ready. */
const ROWS = 60;

const LOG = { rows: '[role=log] article', within: '[role=log]' };
const FACES = { rows: 'aside li', within: 'aside [role=tabpanel]' };
const LINES = { rows: '[data-member]', within: 'html' };

test('long lists', { timeout: 300_000 }, async (t) => {
  const stack = new Stack();
  t.after(() => stack.close());
  const server = stack.use(await Server.unclaimed({ mailbox: new Mailbox() }));
  const ada = stack.use(await openChromium('ada', undefined, { choice: SILENT }));
  await claim(ada, server);
  await ada.click('Start a class');
  const door = await ada.until('the lobby', () => location.pathname.startsWith('/j/') && location.href);
  await join(ada);
  const session = await ada.evaluate(() => location.pathname.split('/').pop());
  const bob = stack.use(await openChromium('bob', undefined, { choice: SILENT }));
  await bob.goto(door);
  await join(bob, 'Bob');

  await t.test('the keyboard goes through all people in class', async () => {
    await ada.click('People');
    await ada.sees('Ada');
    await server.crowd(PEOPLE, MESSAGES);
    await ada.until('everybody', ({ rows }) => document.querySelector(rows)?.ariaSetSize === '602', FACES);
    await few(ada, FACES);
    await ada.page.locator(`${FACES.rows} button`).first().focus();
    for (let row = 0; row < 30; row += 1) await ada.press('Tab');
    assert.equal(await ada.evaluate(focusedRow), 32, 'each stop is the next person');
    await ada.press('End');
    await ada.until('the last person', inSight, [FACES, `Student ${PEOPLE}`]);
    await few(ada, FACES);
    assert.equal(await ada.evaluate(focusedRow), 32, 'the focus is where it was');
    await ada.press('Tab');
    await ada.until('the next person', inSight, [FACES, 'Student 032']);
    await ada.press('Home');
    await ada.until('the first person', inSight, [FACES, 'Ada']);
    await ada.click('Actions for Student 003');
    await ada.click('Rename', 'menuitem');
    await ada.sees('Rename Student 003');
    await ada.press('Escape');
    await lookAt(ada, 'people-long');
  });

  await t.test('chat in class has all messages, the newest in sight', async () => {
    await ada.click('Chat', 'tab');
    await ada.until('the newest message', inSight, [LOG, `Message ${MESSAGES}:`]);
    await say(ada, 'One more line');
    await ada.until('the new message', inSight, [LOG, 'One more line']);
    await ada.page.focus(LOG.within);
    await ada.press('Home');
    await ada.until('the oldest that came with the state of class', inSight, [LOG, `Message ${MESSAGES - 199}:`]);
    await ada.click('Load earlier messages');
    await ada.until('all messages', ([{ rows }, size]) => Number(document.querySelector(rows).ariaSetSize) === size, [LOG, MESSAGES + 1]);
    assert.ok(await ada.evaluate(inSight, [LOG, `Message ${MESSAGES - 199}:`]), 'what was in sight stays there');
    await ada.press('PageUp');
    await ada.until('one that is older', inSight, [LOG, `Message ${MESSAGES - 200}:`]);
    await ada.press('End');
    await ada.until('the newest message', inSight, [LOG, 'One more line']);
    await few(ada, LOG);
    await lookAt(ada, 'chat-long');
    await ada.until('the newest message after all windows', inSight, [LOG, 'One more line']);
  });

  await t.test('who reads what is old stays there, and goes to the newest by a button', async () => {
    await ada.page.focus(LOG.within);
    await ada.press('Home');
    await ada.until('the first message', inSight, [LOG, 'Message 1:']);
    await few(ada, LOG);
    await say(bob, 'Hello from Bob');
    await ada.sees('1 new message');
    assert.ok(await ada.evaluate(inSight, [LOG, 'Message 1:']), 'nothing moves');
    await ada.click('1 new message');
    await ada.until('the newest message', inSight, [LOG, 'Hello from Bob']);
    await ada.until('no button', () => !document.body.innerText.includes('new message'));
  });

  await t.test('Watch has them, too', async () => {
    await ada.goto(`${server.url}/watch/${session}?t=36000`);
    await ada.until('the newest message', inSight, [LOG, 'Hello from Bob']);
    assert.equal(await ada.evaluate(setSize, LOG), MESSAGES + 2);
    await few(ada, LOG);
    await ada.page.focus(LOG.within);
    await ada.press('Home');
    await ada.until('the first message', inSight, [LOG, 'Message 1:']);
    await ada.press('End');
    await ada.until('the newest message again', inSight, [LOG, 'Hello from Bob']);
  });

  await t.test('a roster comes page by page as it is scrolled', async () => {
    const course = await ask(ada, 'POST', '/api/courses', DETAILS);
    const line = (number) => `Student ${String(number).padStart(4, '0')},s${number}@school.example`;
    for (let from = 1; from < ROSTER; from += 1_000) {
      const lines = Array.from({ length: 1_000 }, (_, index) => line(from + index));
      await ask(ada, 'POST', `/api/courses/${course.id}/roster/import`, { text: ['name,email', ...lines].join('\n'), commit: true });
    }
    await ada.goto(`${server.url}/courses/${course.id}/people`);
    await ada.sees('2,001 people');
    await few(ada, LINES);
    await ada.page.getByLabel('Group of Student 0002', { exact: true }).focus();
    await ada.type('Blu');
    await ada.page.mouse.move(400, 500);
    const toLast = () => ada.eventually('the last line', async () => {
      await ada.page.mouse.wheel(0, 100_000);
      return ada.evaluate(inSight, [LINES, 'Student 2000']);
    }, 60_000);
    await toLast();
    await few(ada, LINES);
    assert.equal(await ada.evaluate(setSize, LINES), ROSTER + 1);
    await ada.type('e');
    assert.equal(await ada.page.getByLabel('Group of Student 0002', { exact: true }).inputValue(), 'Blue', 'the field has kept the focus');
    await toLast();
    await ada.click('More about Student 2000');
    await ada.click('Remove from course', 'menuitem');
    await ada.sees('2,000 people');
    await closeToasts(ada);
    await ada.page.getByRole('button', { name: 'More about Student 1999', exact: true }).focus();
    await ada.press('Home');
    await ada.until('the first line', inSight, [LINES, 'Ada']);
    await ada.press('End');
    await ada.until('the last line again', inSight, [LINES, 'Student 1999']);
    await ada.press('Home');
    await ada.until('the first line again', inSight, [LINES, 'Ada']);
    await lookAt(ada, 'roster-long');
    await ada.fill('Search by name or e-mail', 's1999@');
    await ada.until('one line', () => document.querySelectorAll('[data-member]').length === 1);
  });
});

/** Writes a message. */
async function say(person, text) {
  await person.fill('Message', text);
  await person.click('Send');
}

/** Checks that few rows of a list are in the page, and that each says which one it is. */
async function few(person, { rows }) {
  const places = await person.evaluate((css) => [...document.querySelectorAll(css)].map((row) => Number(row.ariaPosInSet)), rows);
  assert.ok(places.length > 5 && places.length <= ROWS, `${places.length} rows`);
  assert.deepEqual(places, [...new Set(places)].sort((a, b) => a - b), 'in order');
}

/** Runs in the page: whether a row of a list with this text is wholly in sight. */
function inSight([{ rows, within }, text]) {
  const row = [...document.querySelectorAll(rows)].find((row) => row.innerText.includes(text));
  if (!row) return false;
  const { top, bottom } = row.getBoundingClientRect();
  const sight = within === 'html' ? { top: 0, bottom: innerHeight } : document.querySelector(within).getBoundingClientRect();
  return top >= sight.top - 1 && bottom <= sight.bottom + 1;
}

/** Runs in the page: how many rows a list has, by what it says. */
function setSize({ rows }) {
  return Number(document.querySelector(rows).ariaSetSize);
}

/** Runs in the page: the place of the row that has the focus. */
function focusedRow() {
  return Number(document.activeElement.closest('[aria-posinset]')?.ariaPosInSet);
}
