// Late students do the task of a room that they missed together, at a study table; one does it alone, and staff read all of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openChromium, openFirefox } from '../../lib/browsers.mjs';
import { join, SILENT, Stack } from '../../lib/class.mjs';
import { lookAt } from '../../lib/look.mjs';
import { Recording, seatOf } from '../../lib/recording.mjs';
import { ask, claim, enrol } from '../../lib/school.mjs';
import { Server } from '../../lib/server.mjs';

const TASK = 'Find an eigenvector';
const SWITCH = 'Work on this with the table';

test('late students hand in together', { timeout: 240_000 }, async (t) => {
  const stack = new Stack();
  t.after(() => stack.close());
  const server = stack.use(await Server.unclaimed());
  const zone = { locale: 'en-GB', timezoneId: 'Europe/Berlin', permissions: ['camera', 'microphone'] };
  const ada = stack.use(await openChromium('ada', undefined, { ...zone, choice: SILENT }));
  const beside = { ...zone, beside: ada, choice: SILENT };
  const [uma, sam, vic, tim] = await Promise.all([
    ...['uma', 'sam', 'vic'].map((name) => openChromium(name, undefined, beside)),
    openFirefox('tim', { ...zone, choice: SILENT, capture: true }),
  ]);
  for (const person of [uma, sam, vic, tim]) stack.use(person);
  await claim(ada, server);
  const course = await enrol(server, ada, [[uma, 'Uma'], [sam, 'Sam'], [vic, 'Vic'], [tim, 'Tim']]);
  const { details } = await ask(ada, 'GET', `/api/courses/${course}`);
  await ask(ada, 'PUT', `/api/courses/${course}`, { ...details, study: 'open' });
  const held = await ask(ada, 'POST', '/api/sessions', { title: 'Spaces', guests_allowed: false, course });
  await ada.goto(`${server.url}/j/${held.code}`);
  await join(ada);
  await uma.goto(`${server.url}/j/${held.code}`);
  await join(uma);
  const recording = new Recording(server, await seatOf(ada));
  await ada.click('Rooms', 'tab');
  await ada.click('Make rooms');
  await ada.fill('Task for all rooms', TASK);
  await ada.select('Who may watch a room later', 'after_own');
  await ada.click('Open rooms');
  await uma.sees(TASK);
  await uma.click('Rooms', 'tab');
  await uma.fill('What your room found', 'One of length one');
  await uma.click('Hand in');
  await uma.sees('Handed in by Uma');
  await ada.click('Close rooms');
  const closed = (events) => events.find(({ kind }) => kind === 'rooms_closed');
  const { at: over } = await ada.eventually('rooms that are over', async () => closed(await recording.journal()), 30_000);
  await ada.eventually('some class after them', async () => (await recording.timeline()).now > over + 3_000, 60_000);
  await ada.click('End class');
  await ada.clickIn('dialog', 'End class');
  await ada.until('class is over', () => !document.querySelector('[role=toolbar]'));
  await recording.completed(20_000);
  const length = (await recording.timeline()).session.duration;
  const watch = `${server.url}/watch/${held.id}`;
  const tasks = async (person) => (await ask(person, 'GET', `/api/sessions/${held.id}/ledger/own`)).entry.tasks_later;
  const taskOf = (person) => person.text('aside');

  await t.test('at the table of that class its rooms are a tab, with their task', async () => {
    await sam.goto(watch);
    await sam.click('More');
    await sam.click('Watch together', 'menuitem');
    await join(sam);
    await tim.goto(watch);
    await tim.click('Watch together: 1 person is there');
    await join(tim);
    for (const person of [sam, tim]) {
      await person.until('a recording', () => document.querySelector('[role=slider]')?.getAttribute('aria-valuemax') > 3);
      await person.click('Class rooms');
      await person.sees('No breakout rooms were open at this moment.');
    }
    await sam.evaluate((to) => window.meridianProbe.clickTimeline(to), (over + 1_500) / length);
    for (const person of [sam, tim]) await person.sees(TASK);
    assert.ok(!(await taskOf(sam)).includes('One of length one'), 'what the room made comes later');
  });

  await t.test('each says so for themselves, all see it, and it can be taken back', async () => {
    await sam.click(SWITCH, 'switch');
    await sam.sees('Nobody else says so yet. If you hand in now, you do so on your own.');
    await tim.sees('They work on it together: Sam');
    await tim.click(SWITCH, 'switch');
    await tim.sees('You hand in together with Sam.');
    await sam.sees('You hand in together with Tim.');
    await lookAt(sam, 'table-together');
    await tim.click(SWITCH, 'switch');
    await sam.sees('Nobody else says so yet.');
    await tim.click(SWITCH, 'switch');
    await sam.sees('You hand in together with Tim.');
  });

  await t.test('one hands in for both, who see then what the room made', async () => {
    await tim.evaluate(() => {
      const field = document.querySelector('aside textarea');
      field.dataset.own = 'yes';
      field.focus();
    });
    await sam.fill('What you found', 'Two of them');
    await sam.click('Hand in');
    await tim.sees('Sam handed in what is your work, too.');
    await sam.sees('Handed in together with Tim.');
    await tim.sees('Handed in together with Sam.');
    for (const person of [sam, tim]) {
      await person.sees('One of length one');
      assert.equal(await tasks(person), 1);
      assert.ok(!(await taskOf(person)).includes(SWITCH), 'it is handed in');
    }
    assert.equal(await tim.evaluate(() => document.activeElement?.dataset.own), 'yes', 'whoever types goes on typing');
    await lookAt(sam, 'table-handed-in-together');
  });

  await t.test('the other one changes it for both', async () => {
    await tim.fill('What you found', 'Two of them, and a third');
    await tim.click('Hand in anew');
    const found = () => [...document.querySelectorAll('aside textarea')].some(({ value }) => value === 'Two of them, and a third');
    await sam.until('what they changed', found);
    await sam.sees('Handed in later by Tim and Sam');
    await sam.sees('Tim handed in what is your work, too.');
  });

  await t.test('a third does it alone on Watch, and reads what they made', async () => {
    await vic.goto(`${watch}?t=${Math.ceil((over + 1_000) / 1_000)}`);
    await vic.until('the recording', () => Boolean(document.querySelector('[role=slider]')));
    await vic.click('Rooms');
    await vic.sees(TASK);
    assert.ok(!(await taskOf(vic)).includes(SWITCH), 'there is nobody');
    await vic.fill('What you found', 'None');
    await vic.click('Hand in');
    await vic.sees('Handed in later by Tim and Sam');
    assert.equal(await tasks(vic), 1);
    await lookAt(vic, 'watch-work-of-others');
  });

  await t.test('who handed in alone reads at the table that it is theirs', async () => {
    await vic.goto(watch);
    await vic.click('Watch together: 2 people are there');
    await join(vic);
    await vic.click('Class rooms');
    await vic.sees('This counts as yours alone.');
    assert.ok(!(await taskOf(vic)).includes(SWITCH));
  });

  await t.test('staff read one piece of both and that of the third, also as a table', async () => {
    await ada.goto(`${watch}?t=${Math.ceil((over + 1_000) / 1_000)}`);
    await ada.click('Rooms');
    await ada.sees('Handed in later by Tim and Sam');
    await ada.sees('Handed in later by Vic');
    await ada.sees('Two of them, and a third');
    await lookAt(ada, 'watch-work-together');
    await ada.click('More');
    await ada.click('Download…', 'menuitem');
    const table = await ada.download('dialog[open]', 'Work of rooms, CSV', 'button');
    const rows = table.trimEnd().split('\r\n').slice(1).filter((row) => row.includes(TASK));
    assert.equal(rows.length, 3, table);
    assert.ok(rows[1].includes('Tim and Sam,Later,"Two of them, and a third"'), table);
    assert.ok(rows[2].includes('Vic,Later,None'), table);
  });
});
