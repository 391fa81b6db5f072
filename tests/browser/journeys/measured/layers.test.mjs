// Everybody gets the layer of a camera that fits its tile, and another one when the tile changes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TEACHER, chromiumGuest, firefoxGuest, openClass } from '../../lib/class.mjs';
import { slides } from '../../lib/inputs.mjs';

/** The longest time from the change of a tile until its picture has the other size. */
const SWITCH_MS = 3_000;
const GUEST = 3;
const LARGE = { width: 1280, height: 800 };
const SMALL = { width: 800, height: 560 };

test('layers follow the size of tiles', { timeout: 240_000 }, async (t) => {
  // Only the teacher's picture has three layers, to save processor time.
  const world = await openClass(t);
  const { teacher, people } = world;
  const student = await chromiumGuest(world, 'Student', { ...people.student, video: await slides('student', 'green', '320x180') });
  const guest = await firefoxGuest(world, 'Guest');
  await guest.click('Camera');
  // The speaker has the large tile: only the teacher speaks.
  await Promise.all([student.click('Microphone'), guest.click('Microphone')]);

  await t.test('the camera is sent in three sizes', async () => {
    await teacher.eventually('three layers', async () => (await sent(teacher)).length === 3);
    assert.deepEqual((await sent(teacher)).map(({ rid, height }) => [rid, height]), [['q', 135], ['h', 270], ['f', 540]]);
  });

  await t.test('a large tile gets the highest', async () => {
    await shows(student, 540);
    await shows(guest, 540);
  });

  await teacher.click('People');
  await t.test('beside a spotlight on another, the middle', async () => {
    await teacher.click('Actions for Student');
    await teacher.click('Spotlight', 'menuitem');
    t.diagnostic(`after ${await Promise.all([shows(student, 270), shows(guest, 270)])} ms`);
  });

  await t.test('in a small window, the lowest', async () => {
    await Promise.all([student.resize(SMALL), guest.resize(SMALL)]);
    t.diagnostic(`after ${await Promise.all([shows(student, 135), shows(guest, 135)])} ms`);
  });

  await t.test('without the spotlight, in a large window, the highest again', async () => {
    await Promise.all([student.resize(LARGE), guest.resize(LARGE)]);
    await teacher.click('Actions for Student');
    await teacher.click('Remove spotlight', 'menuitem');
    t.diagnostic(`after ${await Promise.all([shows(student, 540), shows(guest, 540)])} ms`);
  });

  await t.test('and so it is with what Firefox sends', async () => {
    await Promise.all([teacher.click('Camera'), guest.click('Camera')]);
    await teacher.eventually('layers of Firefox', async () => (await sent(guest)).length > 1);
    await teacher.click('Pin Guest');
    const large = await fits(teacher, guest, GUEST, (requested) => requested > 360);
    await teacher.click('Pin Student');
    const small = await fits(teacher, guest, GUEST, (requested) => requested <= 180);
    t.diagnostic(`Firefox sends ${JSON.stringify(await sent(guest))}, seen in ${large} and ${small} lines`);
    assert.ok(small < large);
  });

  /** Waits until the teacher's tile has a picture of the height that fits it; returns how long that took. */
  async function shows(person, height) {
    const start = Date.now();
    await person.eventually(`a picture of ${height} lines`, async () => {
      const tile = (await person.tiles()).find((one) => one.participant === TEACHER && one.source === 'camera');
      return tile?.height === height;
    }, SWITCH_MS);
    const took = Date.now() - start;
    const requested = await person.evaluate((who) => window.meridianProbe.requested(who, 'camera'), TEACHER);
    assert.equal(fitting(await sent(teacher), requested), height, `${person.name} asked for ${requested} lines`);
    await person.seesVideoOf(TEACHER);
    return took;
  }
});

/** Waits until a sender's tile has the expected size and the picture that fits it; returns the height of the picture. */
function fits(viewer, sender, id, isExpected) {
  return viewer.eventually('a picture that fits', async () => {
    const requested = await viewer.evaluate((who) => window.meridianProbe.requested(who, 'camera'), id);
    const tile = (await viewer.tiles()).find((one) => one.participant === id && one.source === 'camera');
    return isExpected(requested) && tile?.height === fitting(await sent(sender), requested) && tile.height;
  });
}

const sent = (person) => person.evaluate(() => window.meridianProbe.layers());

/** The height of the smallest layer that is high enough, else of the highest. */
function fitting(layers, requested) {
  const heights = layers.map(({ height }) => height);
  return heights.find((height) => height >= requested) ?? heights.at(-1);
}
