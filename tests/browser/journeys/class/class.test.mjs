// From the links of a demo server to a class in which everybody sees and hears everybody, in two browsers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TEACHER, chromiumGuest, firefoxGuest, openClass } from '../../lib/class.mjs';

test('a class of two Chromium pages and a Firefox page', { timeout: 240_000 }, async (t) => {
  const world = await openClass(t);
  const { teacher, people } = world;
  const student = await chromiumGuest(world, 'Student', people.student);
  const guest = await firefoxGuest(world, 'Guest');
  const [STUDENT, GUEST] = [2, 3];

  await t.test('everybody sees the others move', async () => {
    await teacher.seesVideoOf(STUDENT);
    await teacher.seesVideoOf(GUEST);
    await student.seesVideoOf(TEACHER);
    await student.seesVideoOf(GUEST);
    await guest.seesVideoOf(TEACHER);
    await guest.seesVideoOf(STUDENT);
  });

  await t.test('everybody hears each of the others', async () => {
    const everybody = [teacher, student, guest];
    const microphone = (person) => person.click('Microphone');
    for (const person of everybody) await microphone(person);
    for (const speaker of everybody) {
      await microphone(speaker);
      for (const listener of everybody.filter((person) => person !== speaker)) await listener.hears();
      await microphone(speaker);
    }
    for (const person of everybody) await microphone(person);
  });

  await t.test('chat shows text as text, in any script', async () => {
    const hostile = '<script>document.body.innerHTML = "owned"</script> שלום 👩‍🏫 مرحبا';
    await student.fill('Message', hostile);
    await student.click('Send');
    for (const person of [teacher, student, guest]) await person.sees(hostile);
  });

  await t.test('a message that is too long is refused with words, and is not lost', async () => {
    const long = 'ä'.repeat(10_000);
    await student.fill('Message', long);
    await student.click('Send');
    await student.until('a refusal', () => /too long/i.test(document.body.innerText));
    const kept = await student.evaluate(() => document.querySelector('textarea')?.value.length);
    assert.equal(kept, long.length);
    await student.fill('Message', '');
  });

  await t.test('hands stand in the order in which they went up', async () => {
    await guest.click('Raise hand');
    await teacher.until('a hand', () => document.querySelectorAll('[data-hand]').length >= 1);
    await student.click('Raise hand');
    await teacher.click('People');
    const order = await teacher.until('two hands', () => {
      const names = [...document.querySelectorAll('[data-hand]')].map((hand) => hand.dataset.hand);
      return new Set(names).size === 2 ? [...new Set(names)] : null;
    });
    assert.deepEqual(order, ['3', '2']);
    await guest.click('Lower hand');
    await student.click('Lower hand');
  });
});
