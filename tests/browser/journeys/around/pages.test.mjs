// From a new server to the first class, and every page checked by axe: wide and narrow, light and dark.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openChromium } from '../../lib/browsers.mjs';
import { Stack, join } from '../../lib/class.mjs';
import { inputs } from '../../lib/inputs.mjs';
import { lookAt, lookSmall } from '../../lib/look.mjs';
import { headed } from '../../lib/school.mjs';
import { Server } from '../../lib/server.mjs';

test('the first minute, and every page', { timeout: 300_000 }, async (t) => {
  const stack = new Stack();
  t.after(() => stack.close());
  const server = stack.use(await Server.unclaimed());
  const owner = stack.use(await openChromium('owner', (await inputs()).teacher));

  const looked = (page) => lookAt(owner, page);

  await t.test('an unclaimed server says what to do', async () => {
    await owner.goto(server.url);
    await headed(owner, 'One step before the first class');
    assert.match(await owner.text('main'), /link that it printed/);
    await looked('unclaimed');
  });

  await t.test('setup', async () => {
    await owner.goto(server.links.Setup);
    await headed(owner, 'Make this server yours');
    assert.equal(await owner.evaluate(() => location.hash), '', 'the token leaves the address');
    await looked('setup');
    await owner.fill('Your name', 'Ada');
    await owner.fill('E-mail', 'ada@school.example');
    await owner.fill('Password', 'correct horse');
    await owner.evaluate(() => document.querySelector('form').requestSubmit());
    await owner.until('home', () => location.pathname === '/' && /Start a class/.test(document.body.innerText));
    await looked('home');
  });

  await t.test('start a class, be live', async () => {
    await owner.click('Start a class');
    await owner.until('lobby', () => location.pathname.startsWith('/j/'));
    await owner.until('a picture', () => document.querySelector('video')?.videoWidth > 0);
    await owner.sees('Class starts when you join.');
    await owner.click('Copy join link');
    await owner.sees('Join link copied.');
    await owner.clickAt('.toast', 'Close');
    await looked('lobby');
    await join(owner);
    await looked('classroom');
    await lookSmall(owner, 'classroom', ['[role=toolbar]', 'aside', 'aside textarea']);
    for (const shape of [{ width: 640, height: 400 }, { width: 360, height: 740 }, { width: 1280, height: 800 }]) {
      await owner.look(shape, 'light');
      await owner.click('Copy join link');
      await owner.until('a message that passes', () => Boolean(document.querySelector('.toast')));
      assert.deepEqual(await owner.evaluate(coveredByToasts), [], `under a message at ${shape.width}`);
      await owner.shot(`toast-${shape.width}`);
      await owner.clickAt('.toast', 'Close');
    }
    await owner.look({ width: 320, height: 256 }, 'light');
    await owner.click('Copy join link');
    await owner.until('it in sight', () => {
      const box = document.querySelector('.toast')?.getBoundingClientRect();
      return box && box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth;
    });
    await owner.clickAt('.toast', 'Close');
    await owner.look({ width: 1280, height: 800 }, 'light');
    await owner.page.emulateMedia({ forcedColors: 'active' });
    await owner.shot('classroom-forced');
    const [on, off] = await owner.evaluate(() => ['true', 'false'].map((pressed) => {
      const button = document.querySelector(`[role=toolbar] [aria-pressed=${pressed}]`);
      return getComputedStyle(button).backgroundColor;
    }));
    assert.notEqual(on, off, 'with forced colours one sees what is on');
    await owner.page.emulateMedia({ forcedColors: 'none' });
    await owner.click('People');
    await looked('classroom-people');
    await owner.click('Settings');
    await looked('settings');
    await owner.press('Escape');
  });

  await t.test('watch while it runs', async () => {
    const session = await owner.evaluate(() => location.pathname.split('/').pop());
    await owner.goto(`${server.url}/watch/${session}`);
    await owner.until('a line', () => Boolean(document.querySelector('[role=slider]')));
    await looked('watch');
    assert.ok(await owner.evaluate(() => document.querySelector('header a[href="/"]')), 'a way home');
    await lookSmall(owner, 'watch', ['aside', 'aside [role=tab]']);
  });

  await t.test('the others', async () => {
    await owner.goto(`${server.url}/no-such-page`);
    await headed(owner, 'Page not found');
    await looked('not-found');
    await owner.click('Go to Home', 'link');
    await headed(owner, 'Hello, Ada');
    await owner.goto(`${server.url}/sign-in`);
    await headed(owner, 'Sign in');
    await looked('sign-in');
    await owner.fill('E-mail', 'ada@school.example');
    await owner.fill('Password', 'a wrong horse');
    await owner.clickAt('form', 'Sign in');
    await owner.sees('That e-mail address and password do not match.');
    await owner.fill('Password', 'correct horse');
    await owner.clickAt('form', 'Sign in');
    await headed(owner, 'Hello, Ada');
  });
});

/** Runs in the page: the controls that a toast covers. */
function coveredByToasts() {
  const boxes = [...document.querySelectorAll('.toast')].map((toast) => toast.getBoundingClientRect());
  const meets = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const controls = document.querySelectorAll('[role=slider], .live, [role=toolbar], aside');
  return [...controls].filter((control) => boxes.some((box) => meets(box, control.getBoundingClientRect()))).map((control) => control.className);
}
