// The ways to make breakout rooms that rooms.test.mjs does not have: from a list, by dragging, by choice; and latecomers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openChromium } from '../../lib/browsers.mjs';
import { SILENT, chromiumGuest, guestBeside, knock, openClass } from '../../lib/class.mjs';

const ADA = 2;

/** Runs in the page: whether the person is in the room of this name; without a name, in the main room. */
const isIn = (wanted) => (document.querySelector('.banner[data-room]')?.getAttribute('aria-label') ?? null) === wanted;

test('making rooms', { timeout: 240_000 }, async (t) => {
  const world = await openClass(t, { size: '320x180' });
  const { teacher } = world;
  const ada = await chromiumGuest(world, 'Ada', undefined, undefined, { choice: SILENT });
  const bob = await guestBeside(world, 'Bob', ada);
  const inRoom = (room) => teacher.evaluate((css) => document.querySelector(css)?.innerText ?? '', `section[aria-label="${room}"]`);
  const isAt = (person, room) => person.until(`in ${room}`, isIn, room);
  const hasButton = (person, name) =>
    person.evaluate((text) => [...document.querySelectorAll('button')].some((button) => (button.getAttribute('aria-label') ?? button.innerText.trim()) === text), name);

  async function closeNow() {
    await teacher.select('Countdown', '0');
    await teacher.click('Close rooms');
    for (const person of [ada, bob]) await isAt(person, null);
  }

  await teacher.click('Rooms', 'tab');
  await t.test('from a list: by name or e-mail, also those who are still expected', async () => {
    await teacher.click('Make rooms');
    await teacher.select('Who goes where', 'list');
    await teacher.fill('Names', 'name,email,room\nAda,,Red\n,bob@school.example,Blue\nCleo,,Red\n');
    await teacher.click('Use this list');
    await teacher.sees('Here: 2. Expected: 1; each goes to their room once you admit them.');
    await teacher.eventually('the rooms', async () => /Ada[^]*Expected: Cleo/.test(await inRoom('Red')) && /Bob/.test(await inRoom('Blue')));
    await teacher.click('People may go back to the main room', 'checkbox');
    await teacher.click('Open rooms');
    await isAt(ada, 'Red');
    await isAt(bob, 'Blue');
    assert.ok(!(await hasButton(ada, 'Back to main room')), 'there is no way back, by setting');
  });

  const cleo = world.stack.use(await openChromium('Cleo', undefined, { beside: ada, choice: SILENT, permissions: ['camera', 'microphone'] }));
  await cleo.goto(world.server.links.Join);
  await t.test('who was expected comes late, and is where the list says once staff say that it is them', async () => {
    await knock(cleo, 'Cleo');
    await cleo.sees('Waiting to be let in');
    await teacher.click('People', 'tab');
    await teacher.sees('By a name that staff or a room has');
    await teacher.click('Admit Cleo');
    await teacher.click('Rooms', 'tab');
    await isAt(cleo, 'Red');
    await ada.sees('Cleo');
    await closeNow();
    await isAt(cleo, null);
  });

  await t.test('by dragging', async () => {
    await teacher.click('Make rooms');
    await teacher.fill('How many', '2');
    await teacher.press('Tab');
    await teacher.fill('Task for all rooms', 'Draw a graph');
    await teacher.fill('How many', '3');
    await teacher.press('Tab');
    await teacher.select('Who goes where', 'hand');
    for (const name of ['Ada', 'Bob', 'Cleo']) await teacher.select(`Move ${name} to…`, '0');
    await teacher.page.dragAndDrop(`aside li[data-participant="${ADA}"]`, 'section[aria-label="Room 2"]', { sourcePosition: { x: 8, y: 8 } });
    await teacher.eventually('Ada over there', async () => /Ada/.test(await inRoom('Room 2')) && !/Ada/.test(await inRoom('Room 1')));
    await teacher.select('People who come late', 'smallest');
    await teacher.click('Open rooms');
    await isAt(ada, 'Room 2');
    await isAt(bob, 'Room 1');
    assert.equal(await teacher.evaluate(() => document.querySelector('aside [role=group]').scrollTop), 0, 'one sees the rooms from the first');
  });

  const dan = await guestBeside(world, 'Dan', ada);
  await t.test('who comes late goes into the smallest room, by setting', async () => {
    await isAt(dan, 'Room 3');
    await dan.sees('Draw a graph');
    await closeNow();
    await isAt(dan, null);
  });

  await t.test('people choose, change their mind, and come back', async () => {
    await teacher.click('Make rooms');
    await teacher.fill('How many', '2');
    await teacher.press('Tab');
    await teacher.select('Who goes where', 'self');
    await teacher.click('Open rooms');
    await ada.sees('Breakout rooms are open. Choose one.');
    await ada.click('See the rooms');
    assert.ok(await ada.evaluate(isIn, null), 'nobody is put anywhere');
    await ada.click('Go to Room 1');
    await isAt(ada, 'Room 1');
    await ada.click('Go to Room 2');
    await isAt(ada, 'Room 2');
    await ada.click('Back to main room');
    await isAt(ada, null);
    await closeNow();
  });

  await t.test('two of the same name are told apart, also by a list', async () => {
    const other = await guestBeside(world, 'Bob', ada);
    await teacher.click('People', 'tab');
    await teacher.sees('Bob (2)');
    await teacher.click('Chat', 'tab');
    const inTo = () => [...document.querySelectorAll('aside form option')].map(({ text }) => text).filter((text) => /Bob/.test(text));
    await teacher.eventually('both, by different names', async () => new Set(await teacher.evaluate(inTo)).size === 2);
    await teacher.click('Rooms', 'tab');
    await teacher.click('Make rooms');
    await teacher.select('Who goes where', 'list');
    await teacher.fill('Names', 'Bob,Red\nInstructor,Red\nAda,Red');
    await teacher.click('Use this list');
    await teacher.sees('Several people here are called Bob: choose their rooms by hand.');
    await teacher.sees('Not placed, as staff or already in a room: Instructor.');
    assert.match(await inRoom('Not placed'), /Bob[^]*Bob \(2\)/);
    assert.doesNotMatch(await inRoom('Red'), /Bob|Expected/);
    await teacher.fill('Names', 'Bob (2),Red\nBob,Blue');
    await teacher.click('Use this list');
    await teacher.click('Open rooms');
    await isAt(other, 'Red');
    await isAt(bob, 'Blue');
    await closeNow();
    // Rooms may open before the answer comes; the form that made them has been removed by then.
    assert.ok(!teacher.console.some((line) => line.includes('derived_inert')), 'nothing stale is read');
  });
});
