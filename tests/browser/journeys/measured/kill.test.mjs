// kill -9 during class: nothing acknowledged is lost, class goes on by itself, the recording plays across the gap.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TEACHER, chromiumGuest, openClass } from '../../lib/class.mjs';
import { Recording, endOf, seatOf, tracksOf } from '../../lib/recording.mjs';

const STUDENT = 2;
/** The longest a segment may be, with room for a keyframe to come. */
const SEGMENT_MS = 3_500;

test('the server is killed in mid-class', { timeout: 300_000 }, async (t) => {
  const world = await openClass(t);
  const { server, teacher, people } = world;
  const student = await chromiumGuest(world, 'Student', people.student);
  await teacher.seesVideoOf(STUDENT);
  const class_ = new Recording(server, await seatOf(teacher));
  await teacher.eventually('some recording', async () => (await class_.timeline()).now > 12_000);
  for (let n = 1; n <= 5; n++) {
    await student.fill('Message', `acknowledged ${n}`);
    await student.click('Send');
    await teacher.sees(`acknowledged ${n}`);
  }
  const killedAt = (await class_.timeline()).now;
  await server.stop('SIGKILL');
  await new Promise((done) => setTimeout(done, 4_000));
  await server.start();

  await t.test('class goes on by itself', async () => {
    await teacher.seesVideoOf(STUDENT, 'camera', { patience: 30_000 });
    await student.seesVideoOf(TEACHER, 'camera', { patience: 30_000 });
    await student.fill('Message', 'after the restart');
    await student.click('Send');
    await teacher.sees('after the restart');
  });

  await t.test('every acknowledged message is there', async () => {
    const texts = (await class_.journal()).filter((e) => e.kind === 'chat_sent').map((e) => e.text);
    assert.deepEqual(texts, [1, 2, 3, 4, 5].map((n) => `acknowledged ${n}`).concat('after the restart'));
  });

  await t.test('at most one segment of each track is lost, and the gap is told', async () => {
    const entries = await teacher.eventually('the gap', async () => {
      const { entries } = await class_.manifest();
      return entries.some(isAway) && entries;
    });
    const tracks = tracksOf(entries.slice(0, entries.findIndex(isAway)));
    assert.equal(tracks.length, 5, 'two cameras, two microphones, the mix');
    for (const track of tracks) {
      const lost = killedAt - endOf(track);
      t.diagnostic(`${JSON.stringify(track.content)}: the last ${lost} ms are lost`);
      assert.ok(lost < SEGMENT_MS, `${JSON.stringify(track.content)} is recorded until ${endOf(track)}, killed at ${killedAt}`);
    }
    assert.ok((await class_.journal()).some((e) => e.kind === 'interrupted'));
  });

  await t.test('the recording plays across the gap, and says so', async () => {
    await teacher.eventually('recording after the gap', async () => {
      const { entries } = await class_.manifest();
      const gap = entries.find(isAway);
      return entries.some((e) => e.entry === 'segment' && e.start > gap.to + 6_000);
    }, 40_000);
    const { entries } = await class_.manifest();
    const gap = entries.find(isAway);
    const seat = await seatOf(student);
    const before = Math.max(0, Math.floor(gap.from / 1000) - 4);
    await student.goto(`${server.url}/watch/${seat.session}?t=${before}`);
    await student.sees('The server was away', 40_000);
    await student.until('beyond the gap', (to) => {
      const { audio } = window.meridianProbe.players();
      return audio && !audio.paused && audio.currentTime * 1000 > to + 1_000;
    }, gap.to, 40_000);
    await student.seesVideoOf(TEACHER);
  });

  await t.test('SIGTERM finishes what is open and exits with 0', async () => {
    const { code } = await server.stop('SIGTERM');
    assert.equal(code, 0);
    await server.start();
    const { complaints } = await class_.decodeAll();
    assert.deepEqual(complaints, []);
  });
});

/** Whether a line of the manifest tells of a time without a server. */
function isAway(entry) {
  return entry.entry === 'gap' && entry.track === undefined;
}
