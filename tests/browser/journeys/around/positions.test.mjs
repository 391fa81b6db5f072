// Where a person stopped in a recording: they go on there in another browser, too, and from the start if they want to.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openChromium } from '../../lib/browsers.mjs';
import { SILENT, Stack, join } from '../../lib/class.mjs';
import { lookAt } from '../../lib/look.mjs';
import { Recording, seatOf } from '../../lib/recording.mjs';
import { claim, PASSWORD } from '../../lib/school.mjs';
import { Server } from '../../lib/server.mjs';

/** Long enough for a moment that is neither the start nor the end. */
const CLASS_MS = 34_000;

test('a recording is watched on two devices', { timeout: 180_000 }, async (t) => {
  const stack = new Stack();
  t.after(() => stack.close());
  const server = stack.use(await Server.unclaimed());
  const ada = stack.use(await openChromium('ada', undefined, { choice: SILENT }));
  const phone = stack.use(await openChromium('phone', undefined, { choice: SILENT }));
  await claim(ada, server);
  await ada.click('Start a class');
  await join(ada);
  const seat = await seatOf(ada);
  const recording = new Recording(server, seat);
  await ada.eventually('some class', async () => (await recording.timeline()).now > CLASS_MS, 60_000);
  await ada.click('End class');
  await ada.clickIn('dialog', 'End class');
  await ada.until('class is over', () => !document.querySelector('[role=toolbar]'));
  const watch = `${server.url}/watch/${seat.session}`;

  await t.test('who stops on one goes on there on the other', async () => {
    await ada.goto(`${watch}?t=16`);
    await ada.eventually('it plays', async () => (await ada.evaluate(second)) >= 16, 20_000);
    await ada.click('Pause');
    const stopped = await ada.evaluate(second);
    await ada.eventually('it is kept', async () => Math.floor((await recording.timeline()).position?.at / 1_000) === stopped);

    await phone.goto(`${server.url}/sign-in`);
    await phone.fill('E-mail', 'ada@school.example');
    await phone.fill('Password', PASSWORD);
    await phone.clickAt('form', 'Sign in');
    await phone.sees('Hello, Ada');
    await phone.page.locator('main :is(a, button)', { hasText: 'Watch' }).first().click();
    await phone.sees(`Continued at 0:${stopped}.`);
    assert.ok((await phone.evaluate(second)) >= stopped);
    await lookAt(phone, 'watch-continued');
  });

  await t.test('and from the start, which the first one learns', async () => {
    await phone.click('From the start');
    await phone.eventually('the start', async () => (await phone.evaluate(second)) < 10);
    await phone.until('nothing is said', () => !document.body.innerText.includes('Continued at'));
    await phone.evaluate(() => window.meridianProbe.clickTimeline(0.5));
    await phone.click('Pause');
    const stopped = await phone.evaluate(second);
    await phone.eventually('it is kept', async () => Math.floor((await recording.timeline()).position?.at / 1_000) === stopped);
    await ada.tab();
    await ada.goto(server.url);
    await ada.page.locator('main :is(a, button)', { hasText: 'Watch' }).first().click();
    await ada.sees(`Continued at 0:${stopped}.`);
  });
});

/** Runs in the page: where it is, in seconds of class. */
function second() {
  return Math.floor(Number(document.querySelector('[role=slider]')?.getAttribute('aria-valuenow') ?? -1));
}
