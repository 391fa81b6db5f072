// A late student starts from the beginning, meets the edge and goes live; then class ends, and the recording is complete.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openChromium } from '../../lib/browsers.mjs';
import { TEACHER, chromiumGuest, join, openClass } from '../../lib/class.mjs';
import { Recording, endOf, seatOf, tracksOf } from '../../lib/recording.mjs';

const STUDENT = 2;

/** Runs in the page: the drift of each video from the playing sound, in milliseconds; infinite for one that stands still. */
function drifts() {
  const { audio, video } = window.meridianProbe.players();
  if (!audio || audio.paused || audio.seeking || audio.readyState < 3) return null;
  const plays = (v) => !v.paused && !v.seeking && v.readyState >= 3;
  return video.map((v) => (plays(v) ? Math.abs(v.currentTime - audio.currentTime) * 1000 : Infinity));
}

/** Runs in the page: whether a person's camera shows a picture of about this time. */
function showsCameraAt({ participant, ms }) {
  const video = document.querySelector(`[data-participant="${participant}"][data-source="camera"] video`);
  return video && video.readyState >= 2 && !video.seeking && Math.abs(video.currentTime * 1000 - ms) < 2_500;
}

test('late, then live, then complete', { timeout: 400_000 }, async (t) => {
  // Pictures are small: on two cores, the encoders of two pages must not starve the page that plays at double speed.
  const world = await openClass(t, { size: '480x270' });
  const { server, teacher, people } = world;
  const student = await chromiumGuest(world, 'Student', people.student);
  await teacher.seesVideoOf(STUDENT);
  for (const text of ['first', 'second', 'third']) {
    await new Promise((done) => setTimeout(done, 4_000));
    await teacher.fill('Message', `the ${text} message`);
    await teacher.click('Send');
    await student.sees(`the ${text} message`);
  }
  const class_ = new Recording(server, await seatOf(teacher));
  await teacher.eventually('a minute of class', async () => (await class_.timeline()).now > 62_000, 90_000);

  // Class goes on by voice: the test measures the page that plays, not how many encoders fit on two cores.
  const cameras = () => Promise.all([teacher.click('Camera'), student.click('Camera')]);
  await cameras();
  const late = world.stack.use(await openChromium('late', people.guest));
  await late.goto(server.links.Join);
  await t.test('starts from the beginning at 2x', async () => {
    await late.until('lobby', () => /Start from the beginning/.test(document.body.innerText));
    await late.fill('Your name', 'Late');
    await late.click('Start from the beginning');
    await late.until('watch', () => location.pathname.startsWith('/watch/'));
    await late.select('Speed', '2');
    await late.evaluate(() => window.meridianProbe.watchLog());
    await late.until('playing', () => {
      const { audio } = window.meridianProbe.players();
      return audio && !audio.paused && audio.playbackRate === 2 && audio.currentTime > 2;
    });
    await late.seesVideoOf(TEACHER);
    await late.seesVideoOf(STUDENT);
  });

  await t.test('sound, picture and chat are in step', async () => {
    await late.eventually('both pictures to settle', async () => {
      const now = await late.evaluate(drifts);
      return now?.length === 2 && Math.max(...now) < 100;
    });
    const samples = [];
    await late.eventually('the third message, and a while more', async () => {
      samples.push(...((await late.evaluate(drifts)) ?? []));
      return samples.length > 40 && (await late.text()).includes('the third message');
    }, 60_000);
    samples.sort((a, b) => a - b);
    const p95 = samples[Math.floor(samples.length * 0.95)];
    t.diagnostic(`|picture - sound| over ${samples.length} samples: median ${samples[samples.length >> 1].toFixed(0)} ms, p95 ${p95.toFixed(0)} ms`);
    assert.ok(p95 < 100, `p95 of the drift is ${p95} ms`);
    const shown = await late.evaluate(() => window.meridianProbe.shown);
    t.diagnostic(`messages appeared at ${shown.map((s) => (s.position - s.at).toFixed(0)).join(', ')} ms after their time`);
    assert.equal(shown.length, 3);
    for (const { position, at } of shown) assert.ok(Math.abs(position - at) < 250, `${position} instead of ${at} ms`);
  });

  await t.test('meets the edge and goes live', async () => {
    await class_.seek(late, (await class_.timeline()).now - 10_000);
    await late.sees('You have caught up with class');
    const { now: live } = await class_.timeline();
    const behind = live - 1_000 * (await late.evaluate(() => Number(document.querySelector('[role=slider]').ariaValueNow)));
    t.diagnostic(`rests ${behind} ms behind live`);
    assert.ok(behind <= 5_000, `${behind} ms behind live`);
    await late.fill('Message', 'said by a viewer');
    await late.click('Send');
    await late.sees('said by a viewer');
    await teacher.sees('said by a viewer');
    await late.click('Raise hand, and go live for it');
    await cameras();
    await late.until('classroom', () => location.pathname.startsWith('/class/'));
    await late.seesVideoOf(TEACHER);
    await teacher.sees('3 in class');
    await teacher.click('People', 'tab');
    await teacher.sees('Call next');
    await late.until('the hand in no address', () => location.search === '');
    const { now } = await class_.timeline();
    await teacher.eventually('more pictures', async () => endOf(cameraOf(TEACHER, (await class_.manifest()).entries)) > now + 15_000);
  });

  await t.test('the recording is complete within three seconds of the end', async () => {
    await teacher.click('End class');
    await teacher.clickIn('dialog', 'End class');
    const took = await class_.completed(3_000);
    t.diagnostic(`complete ${took} ms after it was confirmed`);
    await late.sees('Class is over');
    const [{ entries }, events] = [await class_.manifest(), await class_.journal()];
    const end = entries.at(-1);
    assert.equal(end.entry, 'end');
    assert.equal(events.at(-1).kind, 'session_ended');
    assert.ok(Math.abs(end.duration - events.at(-1).at) < 1_000, `${end.duration} against ${events.at(-1).at}`);
    const mix = tracksOf(entries).find(({ content }) => content.of === 'mix');
    assert.ok(Math.abs(endOf(mix) - end.duration) < 1_000, 'the mix ends where the class does');
  });

  await t.test('every segment decodes', async () => {
    const { complaints, segments } = await class_.decodeAll();
    t.diagnostic(`${segments} segments`);
    assert.ok(segments > 60, `${segments} segments`);
    assert.deepEqual(complaints, []);
  });

  await t.test('a seek anywhere shows a frame within two seconds', async () => {
    await late.click('Watch the recording', 'link');
    await late.until('watch', () => location.pathname.startsWith('/watch/'));
    await late.until('ready', () => Boolean(document.querySelector('[role=slider]')));
    const { segments } = cameraOf(TEACHER, (await class_.manifest()).entries);
    const took = [];
    // The positions cover all pictures: those of the first minute, and those after going live.
    for (const share of [0.95, 0.05, 0.5, 0.85, 0.25, 0.65]) {
      const { start, duration } = segments[Math.floor(segments.length * share)];
      const ms = start + duration / 2;
      const sought = Date.now();
      await class_.seek(late, ms);
      await late.until(`the teacher at ${ms}`, showsCameraAt, { participant: TEACHER, ms }, 5_000);
      took.push(Date.now() - sought);
    }
    t.diagnostic(`frames after ${took.join(', ')} ms`);
    assert.ok(took.every((ms) => ms < 2_000), `${took}`);
  });
});

function cameraOf(participant, entries) {
  return tracksOf(entries).find(({ content }) => content.participant === participant && content.source === 'camera');
}
