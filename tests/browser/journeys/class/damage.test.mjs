// A class that lost data on disk: people are told which parts are lost, and the rest plays.
import assert from 'node:assert/strict';
import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { openClass } from '../../lib/class.mjs';
import { lookAt } from '../../lib/look.mjs';
import { Recording, seatOf } from '../../lib/recording.mjs';

const LOST = 'Part of this class is lost.';

test('damage is named', { timeout: 180_000 }, async (t) => {
  const { server, teacher } = await openClass(t);
  for (const text of ['one that stays', 'one that is damaged']) {
    await teacher.fill('Message', text);
    await teacher.click('Send');
    await teacher.sees(text);
  }
  const seat = await seatOf(teacher);
  const class_ = new Recording(server, seat);
  const segments = await teacher.eventually('some recording', async () => {
    const { entries } = await class_.manifest();
    const found = entries.filter((entry) => entry.entry === 'segment' && entry.start > 2_000);
    return found.length >= 6 && found;
  }, 60_000);
  await server.stop();
  const [missing, cut] = segments;
  await rm(join(server.data, 'media', seat.session, missing.file));
  await truncate(join(server.data, 'media', seat.session, cut.file), cut.bytes - 10);
  await flip(join(server.data, 'meridian.db'), '"text":"one that is damaged"');
  await server.start();

  await t.test('staff read it in class', async () => {
    await teacher.sees(LOST, 30_000);
    await teacher.sees('1 entry of what was said and done cannot be read.');
    await teacher.sees('one that stays');
    await teacher.shot('damage-class');
    await teacher.click('Close');
    await teacher.until('the notice to go', (words) => !document.body.innerText.includes(words), LOST);
  });

  await teacher.click('End class');
  await teacher.clickIn('dialog', 'End class');
  await class_.completed(3_000);

  await t.test('the owner reads it in the list of classes', async () => {
    await teacher.goto(server.url);
    await teacher.sees(LOST);
    await teacher.sees('Sound or picture is missing between 0:0');
    await lookAt(teacher, 'damage-home');
  });

  await t.test('viewers read it, and the rest plays', async () => {
    await teacher.goto(`${server.url}/watch/${seat.session}?t=0`);
    await teacher.sees(LOST);
    await teacher.sees('The rest plays.');
    await teacher.shot('damage-watch');
    await teacher.until('playing beyond what is lost', (from) => {
      const { audio } = window.meridianProbe.players();
      return audio && !audio.paused && audio.currentTime * 1000 > from;
    }, Math.max(missing.start + missing.duration, cut.start + cut.duration) + 1_000, 60_000);
    await teacher.sees('one that stays');
    assert.ok(server.log.includes('something of this class is lost'), 'it is in the log, too');
  });
});

/** Flips a bit of the last quote of a text in a file. */
async function flip(path, text) {
  const bytes = await readFile(path);
  const at = bytes.lastIndexOf(text) + text.length - 1;
  assert.equal(bytes[at], '"'.charCodeAt(0), `${text} is in ${path}`);
  bytes[at] ^= 1;
  await writeFile(path, bytes);
}
