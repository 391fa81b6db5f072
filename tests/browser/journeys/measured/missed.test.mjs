// Who was cut off for twenty seconds watches what they missed beside the class, which goes on more quietly meanwhile.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openChromium } from '../../lib/browsers.mjs';
import { TEACHER, join, openClass } from '../../lib/class.mjs';
import { lookAt } from '../../lib/look.mjs';
import { Cable } from '../../lib/network.mjs';

const CUT_MS = 20_000;

test('what was missed is watched beside class', { timeout: 240_000 }, async (t) => {
  const cable = await Cable.lay(t);
  if (cable.why) return t.skip(`no network namespaces here: ${cable.why}`);
  const world = await openClass(t, { listen: '0.0.0.0', size: '480x270' });
  const { server, people } = world;
  const origin = `http://${cable.address}:${server.port}`;
  const student = world.stack.use(
    await openChromium('cut-off', people.student, {
      program: await cable.program('/usr/bin/chromium'),
      args: [`--unsafely-treat-insecure-origin-as-secure=${origin}`],
      origin,
    }),
  );
  await student.goto(server.links.Join.replace(server.url, origin));
  await join(student, 'Student');
  await student.seesVideoOf(TEACHER);
  assert.ok(!(await student.text()).includes('You missed'), 'who came in time missed nothing');

  await cable.pull();
  await new Promise((done) => setTimeout(done, CUT_MS));
  await cable.plug();
  await student.sees('You missed');
  await student.seesVideoOf(TEACHER);
  await lookAt(student, 'class-missed-offer');
  await student.reload();
  await student.sees('You missed');
  await student.hears();

  const begun = Date.now();
  await student.click('Watch it now');
  await student.until('decoded pictures of what was missed', frames, 25);
  const loudness = await student.evaluate(() => window.meridianProbe.loudness());
  assert.ok(loudness.length > 0 && loudness.every((volume) => volume < 0.25), `the class is played at ${loudness}`);
  assert.ok(await student.evaluate(() => document.querySelector('[data-missed]').contains(document.activeElement)));
  await student.clickAt('[data-missed]', 'Pause');
  await lookAt(student, 'class-missed');
  const line = '[data-missed] [role=slider]';
  const second = () => student.evaluate((css) => Number(document.querySelector(css).getAttribute('aria-valuenow')), line);
  const length = await student.evaluate((css) => Number(document.querySelector(css).getAttribute('aria-valuemax')), line);
  assert.ok(length >= CUT_MS / 1_000, `${length} s were missed`);
  await student.evaluate((css) => document.querySelector(css).focus(), line);
  await student.press('Home');
  await student.eventually('the beginning', async () => (await second()) === 0);
  await student.press('ArrowRight');
  await student.press('ArrowRight');
  await student.eventually('ten seconds later', async () => (await second()) === 10);
  assert.ok(await student.evaluate(() => document.querySelector('[data-missed] video').paused), 'it rests where it was brought');
  await student.clickAt('[data-missed]', 'Play');
  await student.sees('You are up to date', 60_000);
  t.diagnostic(`seen within ${Math.round((Date.now() - begun) / 1_000)} s`);
  await student.until('the class alone', () => !document.querySelector('[data-missed]'));
  const after = await student.evaluate(() => window.meridianProbe.loudness());
  assert.ok(after.every((volume) => volume === 1), `the class is played at ${after}`);
  await student.hears();
  await student.reload();
  await student.until('the class again', () => Boolean(document.querySelector('[role=toolbar]')));
  assert.ok(!(await student.text()).includes('You missed'));
});

/** Runs in the page: whether so many pictures of the small player were decoded. */
function frames(count) {
  const videos = [...document.querySelectorAll('[data-missed] video')];
  return videos.some((video) => video.getVideoPlaybackQuality().totalVideoFrames >= count);
}
