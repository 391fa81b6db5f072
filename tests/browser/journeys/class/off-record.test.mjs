// Class goes off the record: all read it, nobody is recorded, and what was written stays with those who were there. Afterwards staff cut a
// stretch out of the recording, which a student does not get any more, and put it back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openChromium } from '../../lib/browsers.mjs';
import { TEACHER, guestBeside, openClass } from '../../lib/class.mjs';
import { lookAt } from '../../lib/look.mjs';
import { Recording, seatOf } from '../../lib/recording.mjs';

/** How long class is off the record at least: longer than a segment. */
const OFF_MS = 5_000;
/** Class goes on for so long before, and after. */
const [BEFORE_MS, AFTER_MS] = [12_000, 6_000];
/** What is cut out: longer than two segments, and later than the first ones, which are heard before it. */
const CUT = { from: 3_000, to: 9_000 };

test('off the record', { timeout: 240_000 }, async (t) => {
  const world = await openClass(t, { size: '320x180' });
  const { server, teacher, stack } = world;
  const guest = await guestBeside(world, 'Gus', teacher);
  const class_ = new Recording(server, await seatOf(teacher));
  const comesTo = (moment) => teacher.eventually(`${moment} ms of class`, async () => (await class_.timeline()).now > moment, 30_000);
  await guest.seesVideoOf(TEACHER);
  await comesTo(BEFORE_MS);

  await t.test('a student reads it while it holds, and has no button for it', async () => {
    await guest.sees('Recording');
    assert.ok(!(await guest.text()).includes('Off the record'));
    await teacher.click('Off the record');
    await guest.sees('no sound and no picture is recorded');
    await guest.until('what screen readers say', () =>
      [...document.querySelectorAll('[role=status].unseen')].some(({ textContent }) => textContent.includes('Off the record')),
    );
    await guest.fill('Message', 'Between us');
    await guest.click('Send');
    await teacher.sees('Between us');
    await lookAt(guest, 'class-off-record');
    await lookAt(teacher, 'class-off-record-staff');
    await guest.click('Understood');
    await guest.until('the sign alone', () => {
      const sign = [...document.querySelectorAll('.pill')].some(({ innerText }) => innerText.includes('Off the record'));
      return sign && !document.querySelector('[role=region][aria-label="Off the record"]');
    });
    await guest.reload();
    await guest.sees('Off the record');
  });

  await t.test('back on the record, there is a gap', async () => {
    const [{ from }] = await stretches(class_);
    await comesTo(from + OFF_MS);
    await teacher.click('Back on the record');
    await guest.until('the sign of a recording', () => !document.body.innerText.includes('Off the record'));
    await guest.seesVideoOf(TEACHER);
    const [{ to }] = await stretches(class_);
    await comesTo(to + AFTER_MS);
    await teacher.click('End class');
    await teacher.clickIn('dialog', 'End class');
    await class_.completed(5_000);
    const { entries } = await class_.manifest();
    const gaps = entries.filter((entry) => entry.entry === 'gap' && entry.track === undefined);
    assert.deepEqual(gaps.map((gap) => [gap.from, gap.to]), [[from, to]]);
    const inside = entries.filter((entry) => entry.entry === 'segment' && entry.start < to && entry.start + entry.duration > from + 100);
    assert.deepEqual(inside, [], 'nothing of that time is recorded');
  });

  await t.test('the recording passes over it and says so; only who was there reads what was written', async () => {
    await guest.goto(`${server.url}/watch/${class_.session}?t=${Math.floor((await stretches(class_))[0].from / 1_000) - 4}`);
    await guest.seesVideoOf(TEACHER);
    await guest.sees('Class was off the record from', 20_000);
    await lookAt(guest, 'watch-off-record');
    await guest.sees('Between us');
    await teacher.goto(server.url);
    await teacher.click('Actions for Demo class');
    await teacher.click('Who may watch…', 'menuitem');
    await teacher.click('Anyone who has the link of the class, too', 'radio');
    await teacher.clickIn('dialog', 'Save');
    const absent = stack.use(await openChromium('absent'));
    await absent.goto(server.links.Join);
    await absent.fill('Your name', 'Abe');
    await absent.click('Watch the recording');
    await absent.seesVideoOf(TEACHER);
    await absent.until('all of the journal', () => document.querySelector('[role=slider]')?.getAttribute('aria-valuemax') > 0);
    await absent.evaluate(() => window.meridianProbe.clickTimeline(0.95));
    await absent.seesVideoOf(TEACHER);
    assert.ok(!(await absent.text()).includes('Between us'), await absent.text());
  });

  await t.test('staff cut a stretch out, and a student gets none of it', async () => {
    const student = new Recording(server, await seatOf(guest));
    const inside = async (reader) => {
      const { entries } = await reader.manifest();
      return entries.filter((e) => e.entry === 'segment' && e.start >= CUT.from && e.start + e.duration <= CUT.to);
    };
    const before = await inside(student);
    assert.ok(before.length > 1, 'there is something to cut');
    await teacher.goto(`${server.url}/watch/${class_.session}?t=1`);
    await teacher.click('Cut');
    await teacher.sees('Nothing is cut out.');
    await teacher.click('Cut it out');
    await teacher.sees('Write a time within the class');
    await teacher.fill('From', '0:03');
    await teacher.fill('To', '0:09');
    await lookAt(teacher, 'watch-cut');
    await teacher.click('Cut it out');
    await teacher.sees('0:03 to 0:09 is cut out.');
    await lookAt(teacher, 'watch-cut-out');
    assert.deepEqual(await inside(student), []);
    for (const { file } of before) await assert.rejects(student.file(file), /404/, file);
    assert.ok((await class_.file(before[0].file)).length > 0, 'staff get it');
    await guest.goto(`${server.url}/watch/${class_.session}?t=0`);
    await guest.sees('From 0:03 to 0:09 is cut out of this recording.', 30_000);
    await lookAt(guest, 'watch-cut-student');
    assert.ok(!(await guest.text()).includes('Nothing is cut out'), 'who is no staff cuts nothing');
  });

  await t.test('and put it back', async () => {
    await teacher.click('Put back: 0:03 to 0:09');
    await teacher.sees('Nothing is cut out.');
    const student = new Recording(server, await seatOf(guest));
    await guest.goto(`${server.url}/watch/${class_.session}?t=4`);
    await guest.until('the picture of that time', () => {
      const { audio } = window.meridianProbe.players();
      return audio && !audio.paused && audio.currentTime > 4 && audio.currentTime < 9;
    });
    await guest.seesVideoOf(TEACHER);
    assert.equal((await student.timeline()).edits.cuts.length, 0);
  });
});

/** The stretches off the record, by the journal. */
async function stretches(class_) {
  const set = (await class_.journal()).filter(({ kind }) => kind === 'off_record_set');
  return set.filter(({ off }) => off).map(({ at }, index) => ({ from: at, to: set.filter(({ off }) => !off)[index]?.at }));
}
