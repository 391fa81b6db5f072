// A reload, and a network that is down for forty seconds: the seat is kept, media are back at once, and what was missed is watched beside class at
// double speed, in Chromium and in Firefox.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHROMIUM, FIREFOX, openChromium, openFirefox } from '../../lib/browsers.mjs';
import { SILENT, TEACHER, join, openClass } from '../../lib/class.mjs';
import { lookAt } from '../../lib/look.mjs';
import { Cable } from '../../lib/network.mjs';
import { Recording, seatOf } from '../../lib/recording.mjs';

const STUDENT = 2;
const CUT_MS = 40_000;
/** So long everything is lost: long enough to be told, and to be away. */
const LOSS_MS = 20_000;
/** The longest time until others see that somebody is away: three seconds, and half a second for the test to notice. */
const AWAY_MS = 3_500;
/** The longest time from the return of the network until chat and media are back. */
const BACK_MS = 3_000;
/** In Firefox, which tells pages nothing of networks: a try that began without one is waited for. */
const FIREFOX_BACK_MS = 10_000;
const SPEED = 2;

test('a drop costs nothing', { timeout: 300_000 }, async (t) => {
  const cable = await Cable.lay(t);
  if (cable.why) return t.skip(`no network namespaces here: ${cable.why}`);
  const world = await openClass(t, { listen: '0.0.0.0', size: '480x270' });
  const { server, teacher, people } = world;
  const origin = `http://${cable.address}:${server.port}`;
  const student = world.stack.use(
    await openChromium('dropping', people.student, {
      program: await cable.program(CHROMIUM),
      args: [`--unsafely-treat-insecure-origin-as-secure=${origin}`],
      origin,
    }),
  );
  const fox = world.stack.use(
    await openFirefox('dropping in Firefox', {
      program: await cable.program(FIREFOX),
      port: await cable.forward(),
      prefs: { 'dom.securecontext.allowlist': cable.address },
      choice: SILENT,
      capture: true,
    }),
  );
  const students = [student, fox];
  const each = (act) => Promise.all(students.map(act));
  const seats = await each(async (person) => {
    await person.goto(server.links.Join.replace(server.url, origin));
    await join(person, person === student ? 'Student' : 'Other student');
    await person.seesVideoOf(TEACHER);
    assert.ok(!(await person.text()).includes('You missed'), 'who came in time missed nothing');
    return (await seatOf(person)).participant;
  });
  const mine = await seatOf(teacher);
  const class_ = new Recording(server, mine);
  await teacher.seesVideoOf(STUDENT);

  await t.test('a reload keeps the seat', async () => {
    await student.reload();
    await student.until('toolbar', () => Boolean(document.querySelector('[role=toolbar]')));
    await student.seesVideoOf(TEACHER);
    await teacher.seesVideoOf(STUDENT);
  });

  await student.click('Raise hand');
  await teacher.until('the hand', hands, 1);

  const isDropped = async (t, { title, cut, mend, lasts, awayWithin }) => {
    await cut();
    const cutAt = Date.now();
    const back = cutAt + lasts;
    await teacher.until('the students to be away', () => document.body.innerText.includes('1 in class'));
    t.diagnostic(`away after ${Date.now() - cutAt} ms`);
    assert.ok(Date.now() - cutAt < awayWithin);
    assert.ok(!(await teacher.tiles()).some(({ participant }) => participant === STUDENT), 'who is away is not on the stage');
    await teacher.until('no hand', hands, 0);
    const missed = `said while you were away: ${title}`;
    await teacher.fill('Message', missed);
    await teacher.click('Send');
    await each((person) => person.until('told of it', () => /reconnect|lost/i.test(document.body.innerText), null, lasts));
    await new Promise((done) => setTimeout(done, back - Date.now()));
    await mend();
    const mended = Date.now();
    await each(async (person) => {
      const after = async (what, check) => {
        await person.eventually(what, check, FIREFOX_BACK_MS);
        return Date.now() - mended;
      };
      const [chat, picture, sound] = await Promise.all([
        after('the message', async () => (await person.text()).includes(missed)),
        after('a picture', async () => (await person.tiles()).some((one) => one.participant === TEACHER && one.frameAt > mended)),
        // Where there is no loudspeaker, Firefox hears nothing.
        person === fox ? 0 : after('sound', async () => (await person.evaluate(() => window.meridianProbe.loudest())).db > -60),
      ]);
      t.diagnostic(`${person.name} is back after the network: chat ${chat} ms, picture ${picture} ms, sound ${sound} ms`);
      assert.ok(Math.max(chat, picture, sound) < (person === fox ? FIREFOX_BACK_MS : BACK_MS));
      await person.seesVideoOf(TEACHER);
    });
    await teacher.seesVideoOf(STUDENT);
    await teacher.sees('3 in class');
    await teacher.until('the hand again', hands, 1);
    assert.deepEqual(await each(async (person) => (await seatOf(person)).participant), seats, 'in the same seats');
  };

  await t.test('forty seconds without a network', (t) =>
    isDropped(t, { title: 'the cable', cut: cable.pull, mend: cable.plug, lasts: CUT_MS, awayWithin: AWAY_MS }));

  await t.test('what was missed is offered, also after a reload', async () => {
    await each((person) => person.sees('You missed'));
    await lookAt(student, 'class-missed-offer');
    await student.reload();
    await student.sees('You missed');
    await student.hears();
  });

  await t.test('it is watched beside class at double speed, and class is quieter meanwhile', (t) => each(async (person) => {
    const from = (await class_.timeline()).now;
    await person.click('Watch it now');
    await person.until('the focus there', () => document.querySelector('[data-missed]')?.contains(document.activeElement));
    await person.select('Speed', `${SPEED}`);
    await person.until('decoded pictures of what was missed', frames, 25);
    assert.equal(await person.evaluate(() => window.meridianProbe.players().audio.playbackRate), SPEED);
    const loudness = await person.evaluate(() => window.meridianProbe.loudness());
    assert.ok(loudness.length > 0 && loudness.every((volume) => volume < 0.25), `the class is played at ${loudness}`);
    const length = await person.evaluate((css) => Number(document.querySelector(css).getAttribute('aria-valuemax')), LINE);
    assert.ok(length >= CUT_MS / 1_000, `${length} s were missed`);
    if (person === student) await isMovedByKeys(person);
    await person.sees('You are up to date', 60_000);
    const took = (await class_.timeline()).now - from;
    t.diagnostic(`${person.name} has seen ${length} s within ${Math.round(took / 1_000)} s`);
    if (person === fox) assert.ok(took < (length * 1_000) / SPEED + 5_000, `${took} ms for ${length} s`);
    await person.until('the class alone', () => !document.querySelector('[data-missed]'));
    const after = await person.evaluate(() => window.meridianProbe.loudness());
    assert.ok(after.every((volume) => volume === 1), `the class is played at ${after}`);
  }));

  await t.test('and is not offered again', async () => {
    await student.hears();
    await student.reload();
    await student.until('the class again', () => Boolean(document.querySelector('[role=toolbar]')));
    await student.seesVideoOf(TEACHER);
    assert.ok(!(await student.text()).includes('You missed'));
  });

  // The students' packets still arrive for a while, and a person who is heard is not away.
  await t.test('twenty seconds in which everything is lost on the way to the students', (t) =>
    isDropped(t, { title: 'the way', cut: cable.lose, mend: cable.find, lasts: LOSS_MS, awayWithin: LOSS_MS }));

  await t.test('nobody saw a leave', async () => {
    const events = await class_.journal();
    assert.deepEqual(events.filter((event) => event.kind === 'left'), []);
    assert.equal(events.filter((event) => event.kind === 'joined').length, 3);
  });
});

/** The line of the small player. */
const LINE = '[data-missed] [role=slider]';

/** Brings the small player elsewhere by the keyboard; it rests meanwhile, and plays afterwards. */
async function isMovedByKeys(person) {
  await person.clickAt('[data-missed]', 'Pause');
  await lookAt(person, 'class-missed');
  const second = () => person.evaluate((css) => Number(document.querySelector(css).getAttribute('aria-valuenow')), LINE);
  await person.evaluate((css) => document.querySelector(css).focus(), LINE);
  await person.press('Home');
  await person.eventually('the beginning', async () => (await second()) === 0);
  await person.press('ArrowRight');
  await person.press('ArrowRight');
  await person.eventually('ten seconds later', async () => (await second()) === 10);
  assert.ok(await person.evaluate(() => document.querySelector('[data-missed] video').paused), 'it rests where it was brought');
  await person.clickAt('[data-missed]', 'Play');
}

/** Runs in the page: whether the toolbar shows this number of raised hands. */
function hands(count) {
  const [, told = '0'] = /(\d+) hands? raised/.exec(document.querySelector('[data-opens=people]').parentElement.textContent) ?? [];
  return Number(told) === count;
}

/** Runs in the page: whether so many pictures of the small player were decoded. */
function frames(count) {
  const videos = [...document.querySelectorAll('[data-missed] video')];
  return videos.some((video) => video.getVideoPlaybackQuality().totalVideoFrames >= count);
}
