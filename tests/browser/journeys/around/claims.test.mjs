// A guest who was in class makes an account in that browser, and adds the class to it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openChromium } from '../../lib/browsers.mjs';
import { SILENT, Stack, join } from '../../lib/class.mjs';
import { lookAt } from '../../lib/look.mjs';
import { ask, claim } from '../../lib/school.mjs';
import { Server } from '../../lib/server.mjs';

test('seats of a guest', { timeout: 120_000 }, async (t) => {
  const stack = new Stack();
  t.after(() => stack.close());
  const server = stack.use(await Server.unclaimed());
  const owner = stack.use(await openChromium('owner', undefined, { choice: SILENT }));
  await claim(owner, server);
  /** The path of a link that makes an account. */
  const invite = async (name) =>
    (await ask(owner, 'POST', '/api/people', { name, email: `${name}@home.example`, role: 'member' })).path;

  await owner.click('Start a class');
  await owner.until('the lobby', () => location.pathname.startsWith('/j/'));
  const lobby = await owner.evaluate(() => location.href);
  await join(owner);
  const ana = stack.use(await openChromium('ana', undefined, { beside: owner, choice: SILENT }));
  await ana.goto(lobby);
  await join(ana, 'Ana');
  await owner.click('End class');
  await owner.clickIn('dialog', 'End class');
  await ana.until('class is over', () => !document.querySelector('[role=toolbar]'));

  await t.test('the class is added to an account that is made there', async () => {
    await ana.goto(server.url + (await invite('Ana')));
    await ana.fill('Password', 'correct horse');
    await ana.click('Create account and join');
    await ana.until('signed in', () => /Sign out/.test(document.body.innerText));
    await ana.goto(server.url);
    await ana.sees('You were in 1 class as Ana. Add it to your account?');
    await lookAt(ana, 'claim');
    await ana.click('Add to my account');
    await ana.sees('1 class is in your account now.');
    await ana.sees('Classes you were in');
    await lookAt(ana, 'claimed');
  });

  await t.test('it is watched in another browser by the account', async () => {
    const elsewhere = stack.use(await openChromium('elsewhere', undefined, { beside: owner, choice: SILENT }));
    await elsewhere.goto(`${server.url}/sign-in`);
    await elsewhere.fill('E-mail', 'Ana@home.example');
    await elsewhere.fill('Password', 'correct horse');
    await elsewhere.clickAt('form', 'Sign in');
    await elsewhere.sees('Classes you were in');
    await elsewhere.click(await elsewhere.evaluate(() => document.querySelector('[aria-label^="Watch"]').ariaLabel));
    await elsewhere.until('the recording', () => location.pathname.startsWith('/watch/'));
    await elsewhere.sees('Class on');
  });

  await t.test('somebody else in that browser is not taken for the guest', async () => {
    const shared = stack.use(await openChromium('shared', undefined, { beside: owner, choice: SILENT }));
    await owner.goto(server.url);
    await owner.click('Start a class');
    await owner.until('the lobby', () => location.pathname.startsWith('/j/'));
    const second = await owner.evaluate(() => location.href);
    await join(owner);
    await shared.goto(second);
    await join(shared, 'Gus');
    await owner.click('End class');
    await owner.clickIn('dialog', 'End class');
    await shared.until('class is over', () => !document.querySelector('[role=toolbar]'));
    await shared.goto(server.url + (await invite('Eve')));
    await shared.fill('Password', 'correct horse');
    await shared.click('Create account and join');
    await shared.until('signed in', () => /Sign out/.test(document.body.innerText));
    await shared.goto(server.url);
    await shared.sees('You were in 1 class as Gus.');
    await shared.click('That was not me');
    await shared.reload();
    await shared.sees('Hello, Eve');
    const asked = await shared.evaluate(async () => (await fetch('/api/account/seats')).json());
    assert.deepEqual(asked, []);
    assert.ok(!(await shared.text()).includes('You were in'));
  });
});
