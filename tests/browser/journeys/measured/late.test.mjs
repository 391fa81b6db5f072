// Late: two students start from the beginning, in Chromium and in Firefox, catch up by playing, meet the edge and go live. Then class ends, its
// recording is complete, and both watch it in step.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openChromium, openFirefox } from '../../lib/browsers.mjs';
import { SILENT, TEACHER, chromiumGuest, openClass } from '../../lib/class.mjs';
import { lookAt } from '../../lib/look.mjs';
import { Recording, endOf, seatOf, tracksOf } from '../../lib/recording.mjs';
import { staysInStep } from '../../lib/sync.mjs';

const STUDENT = 2;
/** How much of class they missed. After a minute one can start from the beginning. */
const MISSED_MS = 62_000;
/** In the middle of it nobody speaks. */
const SILENCE = { from: 10_000, to: 52_000 };
/** Something is written so often. */
const WRITTEN_MS = 2_000;
/** Whoever comes after this is offered what they missed. */
const LATE_MS = 120_000;
/** Whoever has caught up is at most so far behind class. */
const BEHIND_MS = 5_000;
const SPEED = 1.5;

/** Runs in the page: whether a person's camera shows a picture of about this time. */
function showsCameraAt({ participant, ms }) {
  const video = document.querySelector(`[data-participant="${participant}"][data-source="camera"] video`);
  return video && video.readyState >= 2 && !video.seeking && Math.abs(video.currentTime * 1000 - ms) < 2_500;
}

/** Runs in the page: how fast the recording plays. */
function rate() {
  const { audio } = window.meridianProbe.players();
  return audio && !audio.paused && audio.currentTime > 1 ? audio.playbackRate : null;
}

test('late, then live, then complete', { timeout: 400_000 }, async (t) => {
  // Pictures are small: on two cores, the encoders of two pages must not starve the pages that play.
  const world = await openClass(t, { size: '480x270' });
  const { server, teacher, people } = world;
  const student = await chromiumGuest(world, 'Student', people.student);
  await teacher.seesVideoOf(STUDENT);
  const class_ = new Recording(server, await seatOf(teacher));
  const now = async () => (await class_.timeline()).now;
  const passes = (until) => teacher.eventually(`${until} ms of class`, async () => (await now()) > until, MISSED_MS);
  const both = (button) => Promise.all([teacher.click(button), student.click(button)]);
  for (let at = 0, silent = false; at < MISSED_MS; at += WRITTEN_MS) {
    await passes(at);
    if (silent !== (at >= SILENCE.from && at < SILENCE.to)) await both('Microphone');
    silent = at >= SILENCE.from && at < SILENCE.to;
    await teacher.fill('Message', `written at ${at} ms`);
    await teacher.click('Send');
  }
  await passes(MISSED_MS);
  // Class goes on by voice: the test measures the pages that play, not how many encoders fit on two cores.
  await both('Camera');

  const late = world.stack.use(await openChromium('late in Chromium', people.guest));
  const fox = world.stack.use(await openFirefox('late in Firefox', { choice: SILENT, capture: true }));
  const students = [late, fox];
  const each = (act) => Promise.all(students.map(act));

  await t.test('they may join live, and start from the beginning', () => each(async (person) => {
    await person.goto(server.links.Join);
    await person.sees('Start from the beginning');
    await person.sees('Join live');
    await person.fill('Your name', person === late ? 'Late' : 'Later');
    await person.click('Start from the beginning');
    await person.until('watch', () => location.pathname.startsWith('/watch/'));
    await person.click('More');
    await person.click('Skip silence', 'menuitemcheckbox');
    await person.select('Speed', `${SPEED}`);
    await person.eventually('the speed', async () => (await person.evaluate(rate)) === SPEED);
    for (const participant of [TEACHER, STUDENT]) await person.seesVideoOf(participant);
    await person.sees('left out');
  }));

  await t.test('they meet the edge by playing, and stay there', () => each(async (person) => {
    const [begun, from] = [Date.now(), await person.evaluate(second)];
    await person.sees('You have caught up with class', 120_000);
    const [took, length] = [(Date.now() - begun) / 1_000, (await person.evaluate(second)) - from];
    t.diagnostic(`${person.name}: ${took.toFixed(0)} s for ${length.toFixed(0)} s of class`);
    assert.ok(length > took * SPEED + 15, `silence is left out: ${took} s for ${length} s at ${SPEED}x`);
    const behind = [];
    await person.eventually('a while at the edge', async () => behind.push((await now()) - (await person.evaluate(played))) >= 20);
    t.diagnostic(`${person.name} rests up to ${Math.max(...behind)} ms behind live`);
    assert.ok(Math.max(...behind) <= BEHIND_MS, `${behind} ms behind live`);
  }));

  await t.test('they write from there, and go live with one click', async () => {
    await lookAt(late, 'watch-seen');
    await late.fill('Message', 'said by a viewer');
    await late.click('Send');
    for (const person of [late, teacher]) await person.sees('said by a viewer');
    await teacher.eventually('a class to which one comes late', async () => (await now()) > LATE_MS);
    await late.click('Raise hand, and go live for it');
    await fox.click('Go to live');
    await both('Camera');
    await each(async (person) => {
      await person.until('classroom', () => location.pathname.startsWith('/class/') && document.querySelector('[role=toolbar]') !== null);
      await person.seesVideoOf(TEACHER);
      await person.eventually('it is known when they came', async () => (await person.evaluate(length)) > LATE_MS / 1_000);
      assert.ok(!(await person.text()).includes('You missed'), 'it was watched');
    });
    await teacher.sees('4 in class');
    await teacher.click('People', 'tab');
    await teacher.sees('Call next');
    await late.until('the hand in no address', () => location.search === '');
    const from = await now();
    await teacher.eventually('more pictures', async () => endOf(cameraOf(TEACHER, (await class_.manifest()).entries)) > from + 6_000);
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

  for (const person of students) {
    await t.test(`sound, pictures and chat are in step for whoever is ${person.name}`, async () => {
      await person.click('Watch the recording', 'link');
      await person.until('watch', () => location.pathname.startsWith('/watch/') && document.querySelector('[role=slider]') !== null);
      await person.click('More');
      await person.click('Skip silence', 'menuitemcheckbox');
      await person.select('Speed', '1');
      await class_.seek(person, 1_000);
      if (await person.evaluate(pauses)) await person.click('Play');
      const measured = { pictures: 2, messages: 3 };
      await staysInStep(t, person, 'at 1x', measured);
      if (person === fox) await person.eventually('speech', async () => (await person.evaluate(() => window.meridianProbe.level())) > -50);
      await person.select('Speed', '2');
      await staysInStep(t, person, 'at 2x', measured);
      await class_.seek(person, SILENCE.to - 4_000);
      await staysInStep(t, person, 'at 2x after a seek', measured);
      await person.select('Speed', '1');
      await class_.seek(person, SILENCE.from);
      await staysInStep(t, person, 'at 1x after a seek', measured);
    });
  }

  await t.test('a seek anywhere shows a frame within two seconds', async () => {
    const { segments } = cameraOf(TEACHER, (await class_.manifest()).entries);
    for (const person of students) {
      const took = [];
      // The positions cover all pictures: those of the first minute, and those after going live.
      for (const share of [0.95, 0.05, 0.5, 0.85, 0.25, 0.65]) {
        const { start, duration } = segments[Math.floor(segments.length * share)];
        const ms = start + duration / 2;
        const sought = Date.now();
        await class_.seek(person, ms);
        await person.until(`the teacher at ${ms}`, showsCameraAt, { participant: TEACHER, ms }, 5_000);
        took.push(Date.now() - sought);
      }
      t.diagnostic(`${person.name}: frames after ${took.join(', ')} ms`);
      assert.ok(took.every((ms) => ms < 2_000), `${took}`);
    }
    await fox.eventually('speech after them', async () => (await fox.evaluate(() => window.meridianProbe.level())) > -50);
  });

  await t.test('a reload goes on where one was, at the end, too', () => each(async (person) => {
    await person.evaluate(() => window.meridianProbe.clickTimeline(0.6));
    const before = await person.evaluate(second);
    await person.reload();
    await person.eventually('the same place', async () => (await person.evaluate(second)) >= before, 10_000);
    await person.evaluate(() => window.meridianProbe.clickTimeline(1));
    await person.until('the end', ended);
    await person.reload();
    await person.until('the end again', ended);
  }));
});

function cameraOf(participant, entries) {
  return tracksOf(entries).find(({ content }) => content.participant === participant && content.source === 'camera');
}

/** Runs in the page: where the cursor is, in seconds. */
function second() {
  return Number(document.querySelector('[role=slider]')?.getAttribute('aria-valuenow') ?? 0);
}

/** Runs in the page: up to which moment sound is played, in milliseconds. */
function played() {
  return Math.round(window.meridianProbe.players().audio.currentTime * 1_000);
}

/** Runs in the page: how long class is, in seconds. */
function length() {
  return Number(document.querySelector('[role=slider]')?.getAttribute('aria-valuemax') ?? 0);
}

/** Runs in the page: whether the page says that this is the end. */
function ended() {
  return [...document.querySelectorAll('[role=status]')].some(({ innerText }) => innerText.includes('End of class'));
}

/** Runs in the page: whether playback rests. */
function pauses() {
  return [...document.querySelectorAll('button')].some((button) => button.innerText.trim() === 'Play');
}
