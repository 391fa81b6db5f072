// A disk fills up and is freed again: recording stops before it is full, then class; the page says so, and both go on when there is room.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openClass } from '../../lib/class.mjs';
import { lookAt } from '../../lib/look.mjs';
import { Server } from '../../lib/server.mjs';

const KEPT = 'written while the disk was full';

test('a full disk is told', { timeout: 180_000 }, async (t) => {
  if (!Server.mayHaveDisk) return t.skip('no namespaces with mounts here');
  const { server, teacher } = await openClass(t, { size: '320x180', disk: '180m' });
  const headed = (text) => teacher.until(text, (wanted) => document.querySelector('header').innerText.split('\n').includes(wanted), text);
  // So small a disk has room for sound, and no room for pictures from the first moment on.
  await headed('Recording sound only');
  await teacher.sees('The server’s disk is almost full, so fewer pictures are recorded');
  await lookAt(teacher, 'disk-low');

  await t.test('before it is full nothing is recorded any more, which all read, and class goes on', async () => {
    const free = await server.fillDisk(60 << 20);
    await teacher.sees('Nothing is recorded now, sound neither');
    await headed('Not recording');
    await teacher.fill('Message', 'nobody records this');
    await teacher.press('Enter');
    await teacher.until('the message', () => document.querySelector('[role=log]').innerText.includes('nobody records this'));
    await lookAt(teacher, 'disk-stop');
    await free();
    await headed('Recording sound only');
    await teacher.until('no word of it', () => !document.body.innerText.includes('Nothing is recorded now'));
  });

  const free = await server.fillDisk();
  await t.test('by the notice, the header and the field for messages', async () => {
    // The server keeps messages as long as they still fit into its files.
    await teacher.eventually('told', async () => {
      if ((await teacher.text()).includes('The server’s disk is full. Class waits')) return true;
      await teacher.fill('Message', 'x'.repeat(1_000));
      await teacher.press('Enter');
      return false;
    }, 60_000);
    await headed('Not recording');
    await teacher.sees('Nothing can be sent until there is room.');
    await teacher.fill('Message', KEPT);
    await teacher.press('Enter');
    assert.equal(await teacher.evaluate(send), 'disabled');
    assert.doesNotMatch(await teacher.text('aside form'), /connection/i);
    await lookAt(teacher, 'full-disk');
  });

  await t.test('and class goes on when there is room', async () => {
    await free();
    await headed('Recording sound only');
    await teacher.until('Send', () => !document.querySelector('aside form [type=submit]').disabled, undefined, 60_000);
    assert.ok((await teacher.evaluate(() => document.querySelector('textarea').value)).endsWith(KEPT));
    await teacher.click('Send');
    await teacher.until('the message', (text) => document.querySelector('[role=log]').innerText.includes(text), KEPT);
  });
});

/** Runs in the page: whether the button Send can be pressed. */
function send() {
  return document.querySelector('aside form [type=submit]').disabled ? 'disabled' : 'enabled';
}
