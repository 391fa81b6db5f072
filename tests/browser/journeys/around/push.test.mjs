// Notices on a device: who chooses them, what a browser without a push service says, and what is shown of a push and opened by it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openChromium } from '../../lib/browsers.mjs';
import { SILENT, Stack } from '../../lib/class.mjs';
import { lookAt } from '../../lib/look.mjs';
import { ask, claim } from '../../lib/school.mjs';
import { Server } from '../../lib/server.mjs';

test('notices on a device', { timeout: 120_000 }, async (t) => {
  const stack = new Stack();
  t.after(() => stack.close());
  const server = stack.use(await Server.unclaimed());
  const ada = stack.use(await openChromium('ada', undefined, { choice: SILENT, permissions: ['notifications'] }));
  await claim(ada, server);
  const device = ada.page.locator('.device');

  await t.test('each kind is chosen for mail and for devices, and stays so', async () => {
    await ada.goto(`${server.url}/account`);
    await ada.click('Class has begun without you (devices)', 'checkbox');
    await ada.click('Class begins within the hour (mail)', 'checkbox');
    await ada.click('Save notices');
    await ada.sees('Your notices are saved.');
    const { off, push_off: pushOff } = await ask(ada, 'GET', '/api/account/notices');
    assert.deepEqual([off, pushOff], [['class_reminder'], ['class_began']]);
    await device.scrollIntoViewIfNeeded();
    await lookAt(ada, 'account-devices');
  });

  await t.test('a browser that reaches no push service says so, and nothing is kept', async () => {
    await ada.click('Get notices on this device');
    await ada.sees('This browser reached no push service');
    const { key, endpoint } = await ask(ada, 'GET', '/api/account/push');
    assert.ok(key.length > 80 && endpoint === null, key);
  });

  await t.test('a push is shown, and a click opens what it leads to, on this server alone', async () => {
    await ada.evaluate(() => navigator.serviceWorker.register('/push-worker.js').then(() => navigator.serviceWorker.ready));
    const devtools = await ada.context.newCDPSession(ada.page);
    const registered = new Promise((done) =>
      devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const own = registrations.find(({ isDeleted }) => !isDeleted);
        if (own) done(own.registrationId);
      }),
    );
    await devtools.send('ServiceWorker.enable');
    const registrationId = await registered;
    const push = (data) => devtools.send('ServiceWorker.deliverPushMessage', { origin: server.url, registrationId, data });
    const shown = () =>
      ada.evaluate(async () => {
        const notices = await (await navigator.serviceWorker.ready).getNotifications();
        return notices.map(({ title, body, data }) => ({ title, body, data }));
      });
    const said = { title: 'Physics: Waves waits for you', body: '31 min and 2 polls', link: 'https://elsewhere.example/courses/x?a=1', tag: '1' };
    await push(JSON.stringify(said));
    const [notice] = await ada.eventually('a notice', async () => {
      const all = await shown();
      return all.length > 0 && all;
    });
    assert.deepEqual(notice, { title: said.title, body: said.body, data: `${server.url}/courses/x?a=1` });
    await push('no JSON');
    await ada.eventually('another one', async () => (await shown()).some(({ title }) => title === 'Meridian'));
  });
});
