// Every kind of question that polls.test.mjs does not have: how it is written, answered, counted and scored.
import { test } from 'node:test';
import { SILENT, chromiumGuest, guestBeside, openClass } from '../../lib/class.mjs';

test('kinds of polls', { timeout: 240_000 }, async (t) => {
  const world = await openClass(t, { size: '320x180' });
  const { teacher } = world;
  const ada = await chromiumGuest(world, 'Ada', undefined, undefined, { choice: SILENT });
  const bob = await guestBeside(world, 'Bob', ada);
  const students = [ada, bob];
  let poll = 0;
  const at = () => `article[data-poll="${poll}"]`;

  const within = (person, pattern) => person.eventually(`${pattern}`, async () => pattern.test(await person.text(at())));

  /** Staff ask a question of a kind; `more` fills in its own fields. */
  async function ask(kind, more) {
    poll++;
    await teacher.click('New poll');
    await teacher.fill('Question', `Question ${poll}?`);
    await teacher.select('Kind', kind);
    await more?.();
    await teacher.click('Start poll');
    for (const student of students) await within(student, /Open/);
  }

  async function quiz() {
    await teacher.click('Quiz question', 'switch');
    await teacher.fill('Points', '4');
  }

  async function choices(...texts) {
    for (const text of texts.slice(2)) await teacher.click('Add choice');
    for (const [index, text] of texts.entries()) await teacher.fill(`Choice ${index + 1}`, text);
  }

  async function choose(student, names, role) {
    for (const name of names) await student.clickAt(at(), name, role);
    await answer(student);
  }

  async function answer(student) {
    await student.clickAt(at(), 'Answer');
    await within(student, /You have answered/);
  }

  async function write(student, text) {
    await student.fill('Your answer', text);
    await answer(student);
  }

  async function close() {
    await teacher.click('Close poll');
    await teacher.clickAt(at(), 'Share results');
  }

  await teacher.click('Polls');
  for (const student of students) await student.click('Polls');

  await t.test('multiple choice: each right one counts, each wrong one takes away', async () => {
    await ask('multiple', async () => {
      await choices('2', '3', '4', '9');
      await quiz();
      await teacher.click('Choice 1 is right', 'checkbox');
      await teacher.click('Choice 2 is right', 'checkbox');
    });
    await choose(ada, ['2', '3'], 'checkbox');
    await choose(bob, ['2'], 'checkbox');
    await close();
    await within(ada, /Your answer\s+2; 3[^]*Right: 4 of 4 points[^]*Right answer: 2; 3/);
    await within(bob, /Partly right: 2 of 4 points[^]*2[^]*100%\s+\(2\)[^]*3[^]*50%\s+\(1\)/);
  });

  await t.test('yes or no', async () => {
    await ask('yes_no', async () => {
      await quiz();
      await teacher.select('Right answer', '1');
    });
    await choose(ada, ['No'], 'radio');
    await choose(bob, ['Yes'], 'radio');
    await close();
    await within(ada, /Right: 4 of 4 points[^]*Right answer: No/);
    await within(bob, /Not right: 0 of 4 points[^]*Yes[^]*50%\s+\(1\)[^]*No[^]*50%\s+\(1\)/);
  });

  await t.test('a scale says what its ends mean', async () => {
    await ask('scale', async () => {
      await teacher.select('Steps', '4');
      await teacher.fill('What the first step means', 'lost');
      await teacher.fill('What the last step means', 'clear');
    });
    await choose(ada, ['1: lost'], 'radio');
    await choose(bob, ['3'], 'radio');
    await close();
    await within(ada, /Your answer\s+1: lost[^]*1: lost[^]*50%\s+\(1\)[^]*2\s+0%[^]*3\s+50%\s+\(1\)[^]*4: clear\s+0%/);
  });

  await t.test('a number may be so far off', async () => {
    await ask('number', async () => {
      await quiz();
      await teacher.fill('Right answer', '3.14');
      await teacher.fill('How far off is still right', '0.01');
    });
    await ada.fill('Your answer', 'three');
    await within(ada, /Write a number/);
    await write(ada, '3.142');
    await write(bob, '22');
    await close();
    await within(ada, /Right: 4 of 4 points[^]*Right answer: 3\.14 ± 0\.01[^]*Mean\s+12\.571\s+Median\s+12\.571/);
    await within(bob, /Not right: 0 of 4 points/);
  });

  await t.test('an order is made by buttons, by keyboard too', async () => {
    await ask('order', async () => {
      await choices('Paris', 'London', 'Rome');
      await quiz();
    });
    const order = (student) =>
      student.evaluate((css) => [...document.querySelectorAll(`${css} ol[aria-label="Your order"] li [dir=auto]`)].map((item) => item.innerText.trim()), at());
    /** Puts the items in an order: the first to the top, then the second, and so on. */
    async function arrange(student, wanted) {
      for (const [place, name] of wanted.entries()) {
        for (let now = (await order(student)).indexOf(name); now > place; now--) {
          await student.evaluate(({ css, label }) => document.querySelector(`${css} [aria-label="${label}"]`).focus(), { css: at(), label: `Move ${name} up` });
          await student.press('Enter');
          await student.eventually('a move', async () => (await order(student)).indexOf(name) === now - 1);
        }
      }
      await answer(student);
    }
    await arrange(ada, ['Paris', 'London', 'Rome']);
    await arrange(bob, ['Rome', 'London', 'Paris']);
    await close();
    await within(ada, /Right: 4 of 4 points[^]*London\s+place 2 on average/);
    await within(bob, /(Not|Partly) right/);
  });

  await t.test('a time limit ends a poll by itself, in front of everybody', async () => {
    await ask('single', async () => {
      await choices('Now', 'Later');
      await teacher.select('Time limit', '15');
    });
    await within(ada, /0:1\d left|0:0\d left/);
    await choose(ada, ['Now'], 'radio');
    await ada.until('the end', (css) => /Closed/.test(document.querySelector(css).innerText), at(), 25_000);
    await within(bob, /You have not answered/);
    await within(teacher, /Closed/);
  });
});
