// Admission: the waiting room, the lock, and people who are banned.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { openChromium } from '../../lib/browsers.mjs';
import { SILENT, join, knock, openClass } from '../../lib/class.mjs';
import { lookAt } from '../../lib/look.mjs';
import { seatOf } from '../../lib/recording.mjs';

/** The version of the protocol that pages speak. */
const TYPES = new URL('../../../../web/src/protocol/generated.ts', import.meta.url);
const VERSION = Number(/export const VERSION = (\d+)/.exec(await readFile(TYPES, 'utf8'))[1]);

/** Runs in the page: joins with its seat again and again until the server refuses; returns the code that it says. */
async function joinOften({ token, version }) {
  for (;;) {
    const socket = new WebSocket(location.origin.replace('http', 'ws') + '/api/live');
    const answer = new Promise((done) => (socket.onmessage = ({ data }) => done(JSON.parse(data))));
    socket.onopen = () => socket.send(JSON.stringify({ type: 'hello', version, token }));
    const { type, code } = await answer;
    socket.close();
    if (type === 'bye') return code;
  }
}

test('the door', { timeout: 180_000 }, async (t) => {
  const { server, teacher, stack } = await openClass(t, { size: '320x180' });

  /** Another browser profile, in the lobby. */
  async function visitor(name) {
    const person = stack.use(await openChromium(name, undefined, { beside: teacher, choice: SILENT }));
    await person.goto(server.links.Join);
    return person;
  }

  async function toggle(setting) {
    await teacher.click('Class settings');
    await teacher.click(setting, 'switch');
    await teacher.press('Escape');
  }

  const inClass = (person) => person.until('classroom', () => Boolean(document.querySelector('[role=toolbar]')));

  await teacher.click('People');
  await toggle('Waiting room');
  const [gus, ann] = [await visitor('Gus'), await visitor('Ann')];
  let late, other;

  await t.test('guests wait, read what staff say, and see nothing of class', async () => {
    await knock(gus, 'Gus');
    await gus.sees('Waiting to be let in');
    await teacher.sees('1 person waits');
    await knock(ann, 'Ann');
    await teacher.sees('2 people wait');
    await teacher.fill('Message to those waiting', 'Two more minutes.');
    await teacher.click('Tell them');
    for (const guest of [gus, ann]) await guest.sees('Two more minutes.');
    for (const guest of [gus, ann]) {
      const page = await guest.text();
      for (const secret of ['Instructor', 'Gus', 'Ann'].filter((name) => name !== guest.name)) {
        assert.ok(!page.includes(secret), `${guest.name} reads of ${secret}`);
      }
    }
    assert.equal(await gus.evaluate(() => window.meridianProbe.count()), 0, 'no media before one is let in');
  });

  await t.test('who reloads still waits', async () => {
    await gus.reload();
    await gus.sees('Waiting to be let in');
    await gus.sees('Two more minutes.');
  });

  await t.test('one is admitted, one is sent away', async () => {
    await teacher.click('Admit Gus');
    await inClass(gus);
    await teacher.click('Send away Ann');
    await ann.sees('You were not let in');
    await teacher.until('nobody waits', () => !/waits/.test(document.body.innerText));
  });

  await t.test('all who wait are admitted at once', async () => {
    const [bea, col] = [await visitor('Bea'), await visitor('Col')];
    await knock(bea, 'Bea');
    await knock(col, 'Col');
    await teacher.sees('2 people wait');
    await teacher.click('Admit all');
    await inClass(bea);
    await inClass(col);
    await toggle('Waiting room');
  });

  await t.test('a locked class lets nobody new in; who has a seat comes back', async () => {
    await toggle('Lock the class');
    late = await visitor('Late');
    await knock(late, 'Late');
    await late.sees('The class is locked');
    assert.match(await late.evaluate(() => location.pathname), /^\/j\//, 'no seat was taken');
    await gus.reload();
    await inClass(gus);
    await toggle('Lock the class');
    await late.click('Try again');
    await join(late, 'Late');
  });

  await t.test('who has joined too often is told that they join by themselves, and do', async () => {
    const { token } = await seatOf(gus);
    const refused = await gus.evaluate(joinOften, { token, version: VERSION });
    assert.equal(refused, 'rate_limited');
    // However long a reload takes, somebody joins too often until it is said.
    let said = false;
    const meanwhile = (async () => {
      while (!said) await late.evaluate(joinOften, { token, version: VERSION });
    })();
    await gus.reload();
    await gus.sees('You join by yourself: keep this page open.');
    said = true;
    await meanwhile;
    await gus.shot('joining-busy');
    await inClass(gus);
  });

  await t.test('who is kept out gets no new seat in the same browser', async () => {
    await teacher.click('Actions for Gus');
    await teacher.click('Remove', 'menuitem');
    await teacher.click('Keep them out', 'checkbox');
    await teacher.clickIn('dialog', 'Remove');
    await gus.sees('You cannot join this class any more');
    await gus.goto(server.links.Join);
    await gus.sees('You cannot join this class any more');
    assert.match(await gus.evaluate(() => location.pathname), /^\/j\//, 'the lobby says so');
    assert.ok(!(await gus.evaluate(() => Boolean(document.querySelector('form, video')))), 'and asks for no name or device');
    await lookAt(gus, 'banned');
    other = await visitor('Other');
    await knock(other, 'Other');
    await other.sees('Waiting to be let in');
    await teacher.sees('From the network of somebody you keep out');
    assert.ok(!/Admit all/.test(await teacher.text()), 'staff decide about each of them');
    await lookAt(teacher, 'waits-near-ban');
    await teacher.click('Admit Other');
    await inClass(other);
  });

  await t.test('a flood of guests is cleared, and finds the class locked', async () => {
    const ticked = () => document.querySelectorAll('dialog[open] input:checked').length;
    await teacher.click('Actions for Late');
    await teacher.click('Remove', 'menuitem');
    await teacher.click('Remove all guests who joined after them, too', 'checkbox');
    await lookAt(teacher, 'remove');
    assert.equal(await teacher.evaluate(ticked), 1);
    await teacher.clickIn('dialog', 'Keep');
    await teacher.click('Actions for Late');
    await teacher.click('Remove', 'menuitem');
    assert.equal(await teacher.evaluate(ticked), 0, 'what was ticked and not done is not ticked the next time');
    await teacher.click('Remove all guests who joined after them, too', 'checkbox');
    await teacher.clickIn('dialog', 'Remove');
    for (const guest of [late, other]) await guest.sees('You were removed from this class');
    const next = await visitor('Next');
    await knock(next, 'Next');
    await next.sees('The class is locked');
  });
});
