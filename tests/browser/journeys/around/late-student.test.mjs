// A student of a course who was not in class: two rounds of a question with how others reasoned in between, and the recording as a file.
// In class, whoever asked on the board sees that their question waits.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openChromium } from '../../lib/browsers.mjs';
import { SILENT, Stack, join } from '../../lib/class.mjs';
import { inputs } from '../../lib/inputs.mjs';
import { lookAt, lookSmall } from '../../lib/look.mjs';
import { Recording, seatOf } from '../../lib/recording.mjs';
import { ask, claim, enrol } from '../../lib/school.mjs';
import { Server } from '../../lib/server.mjs';

const CLASS_MS = 16_000;
const LONG = 'Nothing is left in a jar without air, so that nothing hums there any more.';
const SHORT = 'It is air that is pushed along.';
const at = (poll) => `article[data-poll="${poll}"]`;

test('a student who was not there', { timeout: 240_000 }, async (t) => {
  const stack = new Stack();
  t.after(() => stack.close());
  const server = stack.use(await Server.unclaimed());
  const { teacher } = await inputs('320x180');
  const ada = stack.use(await openChromium('ada', teacher));
  const [ben, sam, tim] = await Promise.all(
    ['ben', 'sam', 'tim'].map(async (name) => stack.use(await openChromium(name, undefined, { beside: ada, choice: SILENT }))),
  );
  await claim(ada, server);
  const course = await enrol(server, ada, [[ben, 'Ben'], [sam, 'Sam'], [tim, 'Tim']]);
  const question = { title: 'Is sound faster in water?', text: 'I heard so.', question: true, moment: null };
  await ask(ben, 'POST', `/api/courses/${course}/board`, question);
  await ask(sam, 'POST', `/api/courses/${course}/board`, { ...question, title: 'And in steel?' });

  const held = await ask(ada, 'POST', '/api/sessions', { title: 'Waves', guests_allowed: false, course });
  await ada.goto(`${server.url}/j/${held.code}`);
  await join(ada);
  const recording = new Recording(server, await seatOf(ada));
  await ben.goto(`${server.url}/j/${held.code}`);
  await join(ben);

  await t.test('in class students read which questions wait, and which are theirs', async () => {
    await ben.click('Discussion', 'tab');
    await ben.sees('And in steel?');
    const [own, other] = ['Is sound faster in water?', 'And in steel?'].map((title) => ben.page.locator('aside li', { hasText: title }));
    assert.match(await own.innerText(), /You asked this/);
    assert.doesNotMatch(await other.innerText(), /You asked this/);
    assert.ok(!(await ben.text('aside')).includes('Answer now'), 'staff answer');
    await lookAt(ben, 'class-questions-student');
    await ben.click('And in steel?');
    await ben.sees('I heard so.');
    await ben.click('All questions');
    await ben.sees('Is sound faster in water?');
  });

  const choose = async (person, poll, choice) => {
    await person.clickAt(at(poll), choice, 'radio');
    await person.clickAt(at(poll), 'Answer');
  };
  const says = async (person, text) => {
    await person.click('Chat', 'tab');
    await person.fill('Message', text);
    await person.click('Send');
    await person.sees(text);
    await person.click('Polls', 'tab');
  };
  /** Class time at its end. */
  let end = 0;
  const answered = (count) => ada.eventually(`${count} answer`, async () => (await ada.text(at(count))).includes('1 of 1 answered'));

  await t.test('class is asked, talks, and is asked again', async () => {
    await ada.click('Polls');
    await ada.click('New poll');
    await ada.fill('Question', 'What carries sound?');
    await ada.fill('Choice 1', 'Air');
    await ada.fill('Choice 2', 'Nothing');
    await ada.click('Quiz question', 'switch');
    await ada.click('Choice 1 is right', 'radio');
    await ada.click('Start poll');
    await ben.click('Polls', 'tab');
    await choose(ben, 1, 'Nothing');
    await answered(1);
    await ada.click('Close poll');
    await ben.sees('Results are not shared');
    await says(ben, SHORT);
    await says(ada, LONG);
    await ada.click('Ask again');
    await ben.until('the second round', (css) => document.querySelector(css) !== null, at(2));
    await choose(ben, 2, 'Air');
    await answered(2);
    await ada.click('Close poll');
    await ada.clickAt(at(2), 'Share results');
    await ada.click('New poll');
    await ada.fill('Question', 'Was it too fast?');
    await ada.fill('Choice 1', 'It was');
    await ada.fill('Choice 2', 'It was not');
    await ada.click('Anonymous', 'switch');
    await ada.click('Start poll');
    await ada.clickAt(at(3), 'Close poll');
    await ada.eventually('some class', async () => (await recording.timeline()).now > CLASS_MS, 60_000);
    await ada.click('End class');
    await ada.clickIn('dialog', 'End class');
    await ada.until('class is over', () => !document.querySelector('[role=toolbar]'));
    end = (await recording.timeline()).now;
  });

  const polls = async (person) => (await ask(person, 'GET', `/api/sessions/${held.id}/ledger/own`)).entry.polls_later;
  const reasons = (person) => person.evaluate((css) => [...document.querySelectorAll(`${css} li p[dir=auto]`)].map(({ innerText }) => innerText), at(2));
  const CONVINCED = 'This convinced me: what Ben wrote';
  const pressed = (person) => person.evaluate((name) => document.querySelector(`[aria-label="${name}"]`)?.ariaPressed, CONVINCED);

  /** Answers the first round, and goes on to the second one, with how others reasoned before it. */
  async function toSecondRound(person) {
    await person.goto(`${server.url}/watch/${held.id}?t=${Math.floor(end / 1_000) - 1}`);
    await person.until('a line', () => document.querySelector('[role=slider]') !== null);
    await person.click('Pause');
    await person.click('Polls', 'tab');
    await person.sees('Answer the first one before it.');
    await person.click('To the first round');
    await choose(person, 1, 'Nothing');
    await person.sees('There is a second round.');
    assert.ok(!/Right answer|100%/.test(await person.text(at(1))), 'nothing is given away before the second round');
    await person.click('Go on to how others reasoned');
    await person.until('the second round', (css) => document.querySelector(`${css} form`) !== null, at(2), 10_000);
    await person.sees('How others reasoned');
  }

  await t.test('whoever plays past a question is told of it, and what they write stands at its moment', async () => {
    await sam.goto(`${server.url}/watch/${held.id}?t=0`);
    await sam.sees('Poll: What carries sound?');
    await sam.click('Pause');
    await lookAt(sam, 'watch-asked');
    await lookSmall(sam, 'watch-asked', []);
    await sam.click('Open polls');
    await sam.until('the question', (css) => document.querySelector(`${css} form`) !== null, at(1));
    assert.ok(!(await sam.text()).includes('Open polls'), 'it is said once');
    await recording.seek(sam, end / 2);
    await sam.click('Chat', 'tab');
    await sam.fill('Message', 'Does it need a string?');
    await sam.click('Send');
    await sam.sees('Does it need a string?');
    await lookAt(sam, 'watch-chat-written');
    await tim.goto(`${server.url}/watch/${held.id}?t=${Math.ceil(end / 2_000) + 1}`);
    await tim.click('Pause');
    await tim.sees('Does it need a string?');
    assert.match(await tim.text('[role=log]'), /Sam\s+0:\d\d\s+Later\s+Does it need/);
  });

  await t.test('a late student answers, reads how others reasoned, says what convinced them, and answers again: both count', async () => {
    await toSecondRound(sam);
    assert.equal(await polls(sam), 1);
    assert.deepEqual(await reasons(sam), [LONG, SHORT], 'the longest first');
    assert.equal(await pressed(sam), 'false');
    await sam.click(CONVINCED);
    await sam.eventually('it is said', async () => (await pressed(sam)) === 'true');
    await lookAt(sam, 'watch-second-round');
    await choose(sam, 2, 'Air');
    await sam.eventually('what the class answered', async () => /Your answer\s+Air[^]*100%\s+\(1\)[^]*1 answer/.test(await sam.text(at(2))));
    assert.ok(!(await sam.text(at(2))).includes('later'), 'who answered later is told by threes');
    await lookAt(sam, 'watch-later-counts-student');
    assert.equal(await polls(sam), 2);
  });

  await t.test('what convinced one comes first for the next, who can say so and take it back', async () => {
    await toSecondRound(tim);
    await tim.sees('It convinced 1 other');
    assert.deepEqual(await reasons(tim), [SHORT, LONG]);
    await tim.click(CONVINCED);
    await tim.eventually('it is said', async () => (await pressed(tim)) === 'true');
    const said = async () => (await ask(tim, 'GET', `/api/sessions/${held.id}/convinced`)).map(({ people, mine }) => [people, mine]);
    assert.deepEqual(await said(), [[2, true]]);
    await tim.click(CONVINCED);
    await tim.eventually('it is taken back', async () => (await pressed(tim)) === 'false');
    assert.deepEqual(await said(), [[1, false]]);
  });

  await t.test('an anonymous poll is answered once, and nobody reads by whom', async () => {
    const watches = async (person) => {
      await person.goto(`${server.url}/watch/${held.id}?t=${Math.floor(end / 1_000) - 1}`);
      await person.until('a line', () => document.querySelector('[role=slider]') !== null);
      await person.click('Pause');
      await person.click('Polls', 'tab');
      await person.until('the poll', (css) => document.querySelector(css) !== null, at(3));
    };
    await watches(sam);
    assert.match(await sam.text(at(3)), /you cannot change yours once it is sent/);
    await lookAt(sam, 'watch-late-anonymous');
    await choose(sam, 3, 'It was');
    await sam.eventually('it is taken', async () => (await sam.text(at(3))).includes('You have answered, anonymously.'));
    await sam.reload();
    await sam.click('Polls', 'tab');
    await sam.eventually('it is known', async () => (await sam.text(at(3))).includes('You have answered, anonymously.'));
    await watches(ada);
    assert.match(await ada.text(at(3)), /Late answers to an anonymous poll are shown three at a time/);
    assert.doesNotMatch(await ada.text(at(3)), /later|Sam/);
  });

  await t.test('staff set a deadline for the late answers of a poll, and close them, as whoever has not answered reads at once', async () => {
    const watches = async (person) => {
      await person.goto(`${server.url}/watch/${held.id}?t=${Math.floor(end / 1_000) - 1}`);
      await person.until('a line', () => document.querySelector('[role=slider]') !== null);
      await person.click('Pause');
      await person.click('Polls', 'tab');
      await person.until('the poll', (css) => document.querySelector(css) !== null, at(2));
    };
    await watches(ada);
    await ada.eventually('class, as in the first round', async () => /Now\s+100%\s+\(1\)[^]*1 answer/.test(await ada.text(at(2))));
    await ada.clickAt(at(2), 'All');
    await ada.eventually('both counts', async () => (await ada.text(at(2))).includes('1 in class, 1 later'));
    await ada.clickAt(at(1), 'All');
    await ada.eventually('all of them', async () => /Nothing[^]*100%\s+\(3\)[^]*1 in class, 2 later/.test(await ada.text(at(1))));
    await ada.clickAt(at(1), 'Later');
    await ada.eventually('what came later', async () => /Nothing[^]*100%\s+\(2\)/.test(await ada.text(at(1))));
    await lookAt(ada, 'watch-later-counts');
    await ada.clickAt(at(2), 'Set a deadline');
    await lookAt(ada, 'watch-late-deadline');
    await ada.clickAt(at(2), 'Save deadline');
    await ada.eventually('a deadline', async () => /Late answers close /.test(await ada.text(at(2))));
    await watches(tim);
    await tim.eventually('it can be answered', async () => /Late answers close /.test(await tim.text(at(2))));
    assert.doesNotMatch(await tim.text(at(2)), /Right answer|100%/);
    await lookAt(tim, 'watch-late-until');
    await ada.clickAt(at(2), 'Remove the deadline');
    await ada.eventually('it is open', async () => (await ada.text(at(2))).includes('Late answers are taken.'));
    await ada.clickAt(at(2), 'Close late answers');
    await ada.sees('Close late answers for good?');
    await lookAt(ada, 'watch-late-close');
    await ada.clickIn('dialog', 'Close late answers');
    await ada.eventually('it is closed', async () => (await ada.text(at(2))).includes('Late answers are closed.'));
    assert.ok(!(await ada.text(at(2))).includes('Take late answers again'), 'what is right was shown');
    await tim.eventually('what came of it, without a reload', async () => /Late answers are closed.[^]*Right answer: Air/.test(await tim.text(at(2))));
    assert.doesNotMatch(await tim.text(at(1)), /There is a second round/);
  });

  await t.test('students take the recording along where their course lets them, and no longer', async () => {
    const lets = async (on) => {
      await ada.goto(`${server.url}/courses/${course}/settings`);
      await ada.click('Students may download recordings', 'switch');
      if (on) await lookAt(ada, 'course-downloads');
      await ada.clickAt('form:has([type=date])', 'Save');
      await ada.eventually('it is kept', async () => (await ask(ada, 'GET', `/api/courses/${course}`)).details.downloads === on);
    };
    const opens = async () => {
      await tim.click('More');
      await tim.click('Download…', 'menuitem');
      await tim.sees('What you may read of it, as a table.');
    };
    await opens();
    assert.ok(!(await tim.text('dialog[open]')).includes('WebM'));
    await lets(true);
    await tim.reload();
    await tim.until('a line', () => document.querySelector('[role=slider]') !== null);
    await opens();
    await tim.until('a file', () => document.querySelector('dialog[open] [aria-label^="Download WebM"]') !== null);
    await lookAt(tim, 'watch-download-student');
    const name = await tim.evaluate(() => document.querySelector('dialog[open] [aria-label^="Download WebM"]').ariaLabel);
    const file = await tim.downloaded('dialog[open]', name, 'button');
    assert.ok(file.name.endsWith('.webm') && file.content.length > 10_000, `${file.name}: ${file.content.length} bytes`);
    await lets(false);
    await tim.clickAt('dialog[open]', name, 'button');
    await tim.until('why not', () => document.querySelector('dialog[open] [role=alert]') !== null);
  });
});
