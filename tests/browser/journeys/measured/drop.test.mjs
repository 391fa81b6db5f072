// A reload, and a network that is down for twenty seconds: the seat is kept, nothing is missed, media are back at once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openChromium } from '../../lib/browsers.mjs';
import { TEACHER, join, openClass } from '../../lib/class.mjs';
import { Cable } from '../../lib/network.mjs';
import { Recording, seatOf } from '../../lib/recording.mjs';

const STUDENT = 2;
const CUT_MS = 20_000;
/** The longest time until others see that somebody is away: three seconds, and half a second for the test to notice. */
const AWAY_MS = 3_500;
/** The longest time from the return of the network until chat and media are back. */
const BACK_MS = 3_000;

test('a drop costs nothing', { timeout: 240_000 }, async (t) => {
  const cable = await Cable.lay(t);
  if (cable.why) return t.skip(`no network namespaces here: ${cable.why}`);
  const world = await openClass(t, { listen: '0.0.0.0' });
  const { server, teacher, people } = world;
  const origin = `http://${cable.address}:${server.port}`;
  const student = world.stack.use(
    await openChromium('dropping', people.student, {
      program: await cable.program('/usr/bin/chromium'),
      args: [`--unsafely-treat-insecure-origin-as-secure=${origin}`],
      origin,
    }),
  );
  await student.goto(server.links.Join.replace(server.url, origin));
  await join(student, 'Student');
  await student.seesVideoOf(TEACHER);
  await teacher.seesVideoOf(STUDENT);

  await t.test('a reload keeps the seat', async () => {
    await student.reload();
    await student.until('toolbar', () => Boolean(document.querySelector('[role=toolbar]')));
    await student.seesVideoOf(TEACHER);
    await teacher.seesVideoOf(STUDENT);
  });

  await student.click('Raise hand');
  await teacher.until('the hand', hands, 1);

  const cuts = [
    ['twenty seconds without a network', cable.pull, cable.plug, AWAY_MS],
    // The student's packets still arrive for a while, and a person who is heard is not away.
    ['twenty seconds in which everything is lost on the way to the student', cable.lose, cable.find, CUT_MS],
  ];
  for (const [title, cut, mend, awayWithin] of cuts) {
    await t.test(title, async (t) => {
      await cut();
      const cutAt = Date.now();
      const back = cutAt + CUT_MS;
      await teacher.until('the student to be away', () => document.body.innerText.includes('1 in class'));
      t.diagnostic(`away after ${Date.now() - cutAt} ms`);
      assert.ok(Date.now() - cutAt < awayWithin);
      assert.ok(!(await teacher.tiles()).some(({ participant }) => participant === STUDENT), 'who is away is not on the stage');
      await teacher.until('no hand', hands, 0);
      const missed = `said while you were away: ${title}`;
      await teacher.fill('Message', missed);
      await teacher.click('Send');
      await student.until('told of it', () => /reconnect|lost/i.test(document.body.innerText), null, CUT_MS);
      await new Promise((done) => setTimeout(done, back - Date.now()));
      await mend();
      const mended = Date.now();
      const after = async (what, check) => {
        await student.eventually(what, check, 2 * BACK_MS);
        return Date.now() - mended;
      };
      const [chat, picture, sound] = await Promise.all([
        after('the message', async () => (await student.text()).includes(missed)),
        after('a picture', async () => (await student.tiles()).some((one) => one.participant === TEACHER && one.frameAt > mended)),
        after('sound', async () => (await student.evaluate(() => window.meridianProbe.loudest())).db > -60),
      ]);
      t.diagnostic(`back after the network: chat ${chat} ms, picture ${picture} ms, sound ${sound} ms`);
      assert.ok(Math.max(chat, picture, sound) < BACK_MS);
      await student.seesVideoOf(TEACHER);
      await teacher.seesVideoOf(STUDENT);
      await teacher.sees('2 in class');
      await teacher.until('the hand again', hands, 1);
    });
  }

  await t.test('nobody saw a leave', async () => {
    const events = await new Recording(server, await seatOf(teacher)).journal();
    assert.deepEqual(events.filter((event) => event.kind === 'left'), []);
    assert.equal(events.filter((event) => event.kind === 'joined').length, 2);
  });
});

/** Runs in the page: whether the toolbar shows this number of raised hands. */
function hands(count) {
  const [, told = '0'] = /(\d+) hands? raised/.exec(document.querySelector('[data-opens=people]').parentElement.textContent) ?? [];
  return Number(told) === count;
}
