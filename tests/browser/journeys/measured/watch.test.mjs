// Firefox on a recording: picture and sound, and a seek.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openFirefox } from '../../lib/browsers.mjs';
import { TEACHER, openClass } from '../../lib/class.mjs';
import { Recording, seatOf } from '../../lib/recording.mjs';

const SEEK_MS = 2_000;
const DRIFT_MS = 100;

test('Firefox watches a class', { timeout: 180_000 }, async (t) => {
  const { server, teacher, stack } = await openClass(t, { size: '480x270' });
  const seat = await seatOf(teacher);
  const class_ = new Recording(server, seat);
  await teacher.fill('Message', 'said in class');
  await teacher.click('Send');
  await teacher.eventually('some class', async () => (await class_.timeline()).now > 30_000, 60_000);
  await teacher.click('End class');
  await teacher.clickIn('dialog', 'End class');
  await class_.completed(3_000);
  const viewer = stack.use(await openFirefox('viewer', { capture: true }));
  await viewer.goto(server.url);
  await viewer.evaluate((value) => sessionStorage.setItem(`meridian.seat.${value.session}`, JSON.stringify(value)), seat);
  await viewer.goto(`${server.url}/watch/${seat.session}`);

  await t.test('picture, sound and chat play in step', async () => {
    await viewer.seesVideoOf(TEACHER);
    await viewer.eventually('speech', async () => (await viewer.evaluate(() => window.meridianProbe.level())) > -50);
    await viewer.sees('said in class');
    // A picture seeks to where its sound is expected, and catches up by its rate if decoding took longer.
    await viewer.eventually('the start to settle', async () => Math.max(...((await viewer.evaluate(drift)) ?? [Infinity])) < DRIFT_MS, 2_000);
    const drifts = [];
    await viewer.eventually('a while', async () => {
      drifts.push(...((await viewer.evaluate(drift)) ?? []));
      return drifts.length >= 40;
    });
    drifts.sort((a, b) => a - b);
    // A busy machine decodes a frame late now and then; the picture must not stay behind.
    const p95 = drifts[Math.floor(drifts.length * 0.95)];
    t.diagnostic(`|picture - sound|: median ${drifts[20].toFixed(0)} ms, p95 ${p95.toFixed(0)} ms`);
    assert.ok(p95 < DRIFT_MS, `${drifts}`);
  });

  await t.test('a seek shows a frame, and sound goes on', async () => {
    const start = Date.now();
    const wanted = await viewer.evaluate(() => window.meridianProbe.clickTimeline(0.4));
    await viewer.until('a frame there', (ms) => {
      const { video } = window.meridianProbe.players();
      return video.some((v) => v.readyState >= 2 && !v.seeking && Math.abs(v.currentTime * 1000 - ms) < 2_000);
    }, wanted);
    const took = Date.now() - start;
    t.diagnostic(`a frame after ${took} ms`);
    assert.ok(took < SEEK_MS);
    await viewer.seesVideoOf(TEACHER);
    await viewer.eventually('speech', async () => (await viewer.evaluate(() => window.meridianProbe.level())) > -50);
  });

  await t.test('a reload goes on where one was, at the end, too', async () => {
    await viewer.evaluate(() => window.meridianProbe.clickTimeline(0.6));
    const before = await viewer.evaluate(second);
    await viewer.reload();
    await viewer.eventually('the same place', async () => (await viewer.evaluate(second)) >= before, 10_000);
    await viewer.evaluate(() => window.meridianProbe.clickTimeline(1));
    await viewer.until('the end', ended);
    await viewer.reload();
    await viewer.until('the end again', ended);
  });
});

/** Runs in the page: whether the page says that this is the end. */
function ended() {
  return [...document.querySelectorAll('[role=status]')].some(({ innerText }) => innerText.includes('End of class'));
}

/** Runs in the page: where the cursor is, in seconds. */
function second() {
  return Number(document.querySelector('[role=slider]')?.getAttribute('aria-valuenow') ?? 0);
}

/** Runs in the page: the drift of each playing picture from the sound, in milliseconds. */
function drift() {
  const { audio, video } = window.meridianProbe.players();
  if (!audio || audio.paused) return null;
  return video.filter((v) => !v.paused && v.readyState >= 3).map((v) => Math.abs(v.currentTime - audio.currentTime) * 1000);
}
