// The stage, used by staff and students: sharing, spotlight, muting, reactions, consent.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TEACHER, chromiumGuest, openClass } from '../../lib/class.mjs';
import { lookAt } from '../../lib/look.mjs';
import { drawScreen } from '../../lib/probe.mjs';
import { Recording, seatOf, tracksOf } from '../../lib/recording.mjs';

const STUDENT = 2;
const TONE_HZ = 1_100;

/** Runs in the page: whether the first person's camera is shown larger than the second person's. */
function isLarger(pair) {
  const [first, second] = pair.map((who) => document.querySelector(`[data-participant="${who}"][data-source="camera"]`)?.clientWidth ?? 0);
  return first > second;
}

test('the stage', { timeout: 240_000 }, async (t) => {
  const world = await openClass(t);
  const { teacher, people } = world;
  const student = await chromiumGuest(world, 'Student', people.student);
  const class_ = new Recording(world.server, await seatOf(teacher));

  await t.test('a shared screen is seen large', async () => {
    await teacher.click('Share screen');
    await student.seesVideoOf(TEACHER, 'screen', { height: 100 });
    await student.eventually('a camera in VP8 and a screen in VP9', async () => {
      const codecs = (await student.inbound()).filter(({ kind, frames }) => kind === 'video' && frames > 0).map(({ codec }) => codec);
      return codecs.toSorted().join() === 'video/VP8,video/VP9';
    });
    await teacher.click('Share screen');
    await student.eventually('the share to end', async () => !(await student.tiles()).some((s) => s.source === 'screen'));
  });

  await t.test('the sound of a shared screen is heard by itself', async () => {
    const microphones = () => Promise.all([teacher.click('Microphone'), student.click('Microphone')]);
    const loudest = () => student.evaluate(() => window.meridianProbe.loudest());
    const quiet = () => student.eventually('silence', async () => (await loudest()).db < -90);
    await student.eventually('speech', async () => (await loudest()).db > -60);
    await microphones();
    await quiet();
    await teacher.evaluate(drawScreen, TONE_HZ);
    await teacher.click('Share screen');
    const { hz, db } = await student.eventually('a tone', async () => {
      const now = await loudest();
      return now.db > -50 ? now : null;
    });
    t.diagnostic(`heard ${hz.toFixed(0)} Hz at ${db.toFixed(0)} dB`);
    assert.ok(Math.abs(hz - TONE_HZ) < 15, `${hz} Hz`);
    await student.seesVideoOf(TEACHER, 'screen', { height: 100 });
    await teacher.click('Share screen');
    await quiet();
    await microphones();
  });

  await t.test('a spotlight puts a student in the middle for everybody', async () => {
    await student.until('the teacher in the middle', isLarger, [TEACHER, STUDENT]);
    await teacher.click('People');
    await teacher.click('Actions for Student');
    await teacher.click('Spotlight', 'menuitem');
    await student.until('oneself in the middle', isLarger, [STUDENT, TEACHER]);
    await teacher.click('Actions for Student');
    await teacher.click('Remove spotlight', 'menuitem');
    await student.until('the teacher in the middle', isLarger, [TEACHER, STUDENT]);
  });

  await t.test('staff mute a student, who is told and can go on', async () => {
    const pressed = (state) =>
      [...document.querySelectorAll('[role=toolbar] button')]
        .find((b) => b.innerText.trim() === 'Microphone')
        ?.getAttribute('aria-pressed') === state;
    await student.until('microphone on', pressed, 'true');
    await teacher.click('Actions for Student');
    await teacher.click('Mute', 'menuitem');
    await student.until('microphone off', pressed, 'false');
    await student.sees('Your microphone was muted by Instructor');
    await student.click('Microphone');
    await student.until('microphone on again', pressed, 'true');
  });

  await t.test('a reaction is shown beside the person', async () => {
    await student.click('React');
    await student.click('Applause', 'menuitem');
    await teacher.until('applause', () => Boolean(document.querySelector('[data-participant="2"] [aria-label*="Applause"]')));
  });

  await t.test('the screen is recorded as it was sent, and every segment decodes', async () => {
    await teacher.click('End class');
    await teacher.clickIn('dialog', 'End class');
    await class_.completed(3_000);
    const { entries } = await class_.manifest();
    const screens = entries.filter(({ entry, content }) => entry === 'track' && content.source === 'screen').map(({ track }) => track);
    const formats = entries.filter(({ entry, track }) => entry === 'init' && screens.includes(track)).map(({ mime }) => mime);
    assert.ok(formats.length >= 2 && formats.every((mime) => /vp0?9/.test(mime)), `${formats}`);
    assert.deepEqual((await class_.decodeAll()).complaints, []);
  });

  await t.test('over a thin line only sound and slides are loaded, or sound alone', async () => {
    const { entries } = await class_.manifest();
    const tracks = tracksOf(entries);
    const files = (isWanted, ofSegment = () => true) =>
      tracks.filter(({ content }) => isWanted(content)).flatMap(({ segments }) => segments.filter(ofSegment).map(({ file }) => file));
    const isScreen = ({ source }) => source === 'screen';
    const allowed = {
      sound: new Set(files(({ of }) => of === 'mix')),
      slides: new Set([...files(({ of }) => of === 'mix'), ...files(isScreen, ({ key }) => key)]),
    };
    const cameras = new Set(files(({ source }) => source === 'camera'));
    const share = tracks.find(({ content, segments }) => isScreen(content) && segments.length > 0);
    const { start } = share.segments.find(({ key }) => key);
    let asked = new Set();
    const segments = new Set(files(() => true));
    teacher.page.on('request', (request) => {
      const file = new URL(request.url()).pathname.split('/').at(-1);
      if (segments.has(file)) asked.add(file);
    });
    const watches = async () => {
      asked = new Set();
      await teacher.goto(`${world.server.url}/watch/${class_.session}?t=${Math.ceil(start / 1_000)}`);
      await teacher.until('playback', () => window.meridianProbe.players().audio?.currentTime > 0);
    };
    await watches();
    await teacher.seesVideoOf(TEACHER);
    assert.ok([...asked].some((file) => cameras.has(file)), 'a camera is loaded');
    for (const [thrift, name] of [['slides', 'Load sound and slides only'], ['sound', 'Load sound only']]) {
      await teacher.click('More');
      await teacher.click(name, 'menuitemcheckbox');
      await watches();
      if (thrift === 'slides') {
        await teacher.until('a slide', () => document.querySelector('[data-source=screen] video')?.readyState >= 2);
        await lookAt(teacher, 'watch-slides');
        assert.ok([...asked].some((file) => share.segments.some((segment) => segment.file === file)), 'the share is loaded');
      }
      await teacher.until('the end', () => [...document.querySelectorAll('[role=status]')].some(({ innerText }) => innerText.includes('End of class')), undefined, 60_000);
      const more = [...asked].filter((file) => !allowed[thrift].has(file));
      assert.deepEqual(more, [], `${thrift} loads no more`);
      t.diagnostic(`${thrift}: ${asked.size} of ${segments.size} files`);
    }
    await teacher.until('no picture is shown', () => document.querySelectorAll('video.visible').length === 0);
  });
});
