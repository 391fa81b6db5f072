// Polls and quizzes: asked, answered, closed, shared, asked again, exported; then the same on Watch.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SILENT, chromiumGuest, guestBeside, openClass } from '../../lib/class.mjs';
import { lookAt } from '../../lib/look.mjs';
import { Recording, seatOf } from '../../lib/recording.mjs';

const LINE = 'Which vector stays on its line?';
const RESULTS = '[role=group][aria-label=Results]';

test('polls', { timeout: 240_000 }, async (t) => {
  const world = await openClass(t, { size: '320x180' });
  const { server, teacher } = world;
  const ada = await chromiumGuest(world, 'Ada', undefined, undefined, { choice: SILENT });
  const bob = await guestBeside(world, 'Bob', ada);
  const cleo = await guestBeside(world, 'Cleo', ada);
  const students = [ada, bob, cleo];
  const at = (poll) => `article[data-poll="${poll}"]`;

  /** Staff write a question; `more` fills in further fields. */
  async function ask(question, more) {
    await teacher.click('New poll');
    await teacher.fill('Question', question);
    await more();
    await teacher.click('Start poll');
    for (const student of students) await student.until(question, (text) => document.querySelector('article')?.innerText.includes(text), question);
  }

  async function choices(...texts) {
    for (const [index, text] of texts.entries()) await teacher.fill(`Choice ${index + 1}`, text);
  }

  async function choose(student, poll, choice) {
    await student.clickAt(at(poll), choice, 'radio');
    await student.clickAt(at(poll), 'Answer');
    await student.until('an answer', (css) => /You have answered/.test(document.querySelector(css).innerText), at(poll));
  }

  const within = (person, poll, pattern) =>
    person.eventually(`${pattern}`, async () => pattern.test(await person.text(at(poll))));

  await teacher.click('Polls');
  await t.test('a poll is told to those who do not look at polls', async () => {
    await teacher.click('New poll');
    await teacher.fill('Question', LINE);
    await choices('An eigenvector', 'Any vector');
    await teacher.click('Start poll');
    for (const student of students) {
      await student.sees(`New poll: ${LINE}`);
      await student.click('Open polls');
    }
  });

  await t.test('staff see bars grow and who is missing; others see their own answer alone', async () => {
    await choose(ada, 1, 'An eigenvector');
    await within(teacher, 1, /1 of 3 answered/);
    await within(teacher, 1, /An eigenvector\s+100%\s+\(1\)/);
    await choose(bob, 1, 'Any vector');
    await within(teacher, 1, /An eigenvector\s+50%\s+\(1\)\s+Any vector\s+50%\s+\(1\)/);
    await teacher.evaluate(() => document.querySelector('summary').click());
    await within(teacher, 1, /1 has not answered yet\s+Cleo/);
    assert.ok(!(await ada.evaluate((css) => Boolean(document.querySelector(css)), RESULTS)), 'no results for a student');
    await choose(cleo, 1, 'Any vector');
    await within(teacher, 1, /Everybody has answered/);
  });

  await t.test('closed, then shared', async () => {
    await teacher.click('Close poll');
    await within(ada, 1, /Your answer\s+An eigenvector[^]*Results are not shared/);
    await teacher.click('Share results');
    for (const student of students) await within(student, 1, /An eigenvector[^]*33%\s+\(1\)[^]*Any vector[^]*67%\s+\(2\)/);
  });

  await t.test('asked again, before and after are compared', async () => {
    await teacher.click('Ask again');
    await ada.until('the second round', () => Boolean(document.querySelector('article[data-poll="2"]')));
    for (const student of students) await choose(student, 2, 'An eigenvector');
    await teacher.click('Close poll');
    await within(teacher, 2, /Second round[^]*An eigenvector\s+Before\s+33%\s+\(1\)\s+Now\s+100%\s+\(3\)/);
    await teacher.clickAt(at(2), 'Share results');
    await within(cleo, 2, /Before\s+33%\s+\(1\)\s+Now\s+100%\s+\(3\)/);
  });

  await t.test('a table of it can be taken home', async () => {
    const lines = [`Question,${LINE}`, 'Name,Answer', 'Ada,An eigenvector', 'Bob,Any vector', 'Cleo,Any vector', ''];
    assert.equal(await teacher.download(at(1), 'Export CSV'), '\uFEFF' + lines.join('\r\n'));
  });

  await t.test('a quiz says what is right, why, and what one got, once it is closed', async () => {
    const why = 'It is only stretched, by its eigenvalue.';
    await ask('What does a matrix do to its eigenvector?', async () => {
      await choices('Turns it', 'Stretches it');
      await teacher.click('Quiz question', 'switch');
      await teacher.click('Choice 2 is right', 'radio');
      await teacher.fill('Points', '2');
      await teacher.fill('Explanation', why);
    });
    await choose(ada, 3, 'Stretches it');
    await choose(bob, 3, 'Turns it');
    assert.ok(!/only stretched|Right/.test(await ada.text(at(3))), 'nothing is given away');
    await teacher.click('Close poll');
    await within(ada, 3, /Right: 2 of 2 points[^]*Right answer: Stretches it\s+It is only stretched/);
    await within(bob, 3, /Not right: 0 of 2 points/);
    await within(cleo, 3, /You have not answered[^]*Right answer/);
    assert.match(await teacher.download(at(3), 'Export CSV'), /Name,Answer,Points\r\nAda,Stretches it,2\r\nBob,Turns it,0\r\n$/);
  });

  await t.test('anonymous words are looked through before they are shared', async () => {
    await ask('In a word?', async () => {
      await teacher.select('Kind', 'text');
      await teacher.click('Anonymous', 'switch');
    });
    for (const [student, word] of [[ada, 'Stretch'], [bob, 'stretch '], [cleo, 'Nonsense']]) {
      await student.fill('Your answer', word);
      await student.clickAt(at(4), 'Answer');
    }
    await within(teacher, 4, /3 of 3 answered\s+Anonymous: results come when the poll is closed/);
    await teacher.click('Close poll');
    await within(teacher, 4, /Nonsense\s*1\s+stretch\s*2/i);
    await teacher.click('Nonsense', 'checkbox');
    await teacher.clickAt(at(4), 'Share results');
    await within(ada, 4, /stretch/i);
    assert.ok(!/Nonsense/.test(await ada.text(at(4))), 'what staff hide is not shared');
    assert.match(await teacher.download(at(4), 'Export CSV'), /^\uFEFFQuestion,In a word\?\r\nAnswer,Count\r\n[Ss]tretch,2\r\nNonsense,1\r\n$/);
    const told = JSON.stringify(await new Recording(server, await seatOf(cleo)).journal());
    assert.ok(!/Nonsense/.test(told), 'one\'s own anonymous answer is stored nowhere');
  });

  await t.test('a question is kept, thrown away, and had back', async () => {
    await teacher.click('New poll');
    await teacher.fill('Question', 'For later');
    await teacher.click('Cancel');
    await teacher.click('Undo');
    await teacher.until('the question', () => document.querySelector('aside textarea')?.value === 'For later');
    await choices('One', 'Two');
    await teacher.select('Time limit', '60');
    await teacher.click('Keep for later');
    await teacher.until('a kept question', () => Boolean(document.querySelector('[data-prepared]')));
    assert.equal(await teacher.evaluate(() => document.querySelector('aside section select').value), '60');
    await teacher.click('Actions for For later');
    await teacher.click('Discard', 'menuitem');
    await teacher.sees('Discarded: For later');
    await teacher.click('Undo');
    await teacher.until('the question again', () => Boolean(document.querySelector('[data-prepared]')));
    await teacher.click('Actions for For later');
    await teacher.click('Discard', 'menuitem');
  });

  await t.test('on Watch each moment has its polls, forward and backward', async () => {
    const class_ = new Recording(server, await seatOf(teacher));
    const events = await class_.journal();
    const time = (kind, index) => events.filter((event) => event.kind === kind)[index].at;
    await teacher.click('End class');
    await teacher.clickIn('dialog', 'End class');
    await ada.sees('Class is over');
    await class_.completed(3_000);
    await ada.click('Watch the recording', 'link');
    await ada.until('a line', () => Boolean(document.querySelector('[role=slider]')));
    await ada.click('Pause').catch(() => {});
    await ada.click('Polls', 'tab');
    const between = (before, after) => (time(...before) + time(...after)) / 2;
    const moments = [
      [time('poll_started', 0) - 500, /No polls yet/],
      [between(['results_shared', 0], ['poll_started', 1]), /Closed[^]*33%\s+\(1\)/],
      [time('poll_closed', 0) - 50, /Open[^]*Your answer\s+An eigenvector$/],
      [between(['poll_closed', 0], ['results_shared', 0]), /Results are not shared/],
      [time('poll_closed', 2) - 50, /^What does a matrix do to its eigenvector\?\s+Open(?![^]*Right answer)/],
      [time('results_shared', 2) + 300, /stretch[^]*Right: 2 of 2 points/i],
      [time('poll_started', 0) + 50, /Open[^]*You have not answered/],
    ];
    for (const [moment, pattern] of moments) {
      await class_.seek(ada, moment);
      await ada.eventually(`${pattern} at ${moment}`, async () => pattern.test((await ada.text('[role=tabpanel]')).trim()));
    }
  });

  await t.test('who was absent answers and writes later, and whoever watches hears of it at once', async () => {
    const class_ = new Recording(server, await seatOf(teacher));
    const { now } = await class_.timeline();
    await teacher.click('Watch the recording', 'link');
    await teacher.until('a line', () => Boolean(document.querySelector('[role=slider]')));
    await class_.seek(teacher, now);
    await teacher.click('Polls', 'tab');
    await within(teacher, 1, /Closed/);

    await teacher.click('Actions for Demo class');
    await teacher.click('Who may watch…', 'menuitem');
    await teacher.click('Anyone who has the link of the class, too', 'radio');
    await teacher.clickIn('dialog', 'Save');
    await teacher.sees('Anyone with the link may watch until');
    const absent = await class_.join(server.links.Join, 'Lea');
    await absent.act({ command: { do: 'answer_poll', poll: 1, answer: { answer: 'choices', choices: [1] } } });
    await within(teacher, 1, /1 answered later/);
    await teacher.evaluate((css) => document.querySelector(`${css} details summary`).click(), at(1));
    await within(teacher, 1, /Lea: Any vector/);
    await lookAt(teacher, 'watch-late-answer');
    await absent.act({ anchor: 2_000, command: { do: 'send_chat', text: 'Which line?', to: { to: 'room', room: 0 } } });
    await teacher.click('Chat', 'tab');
    await teacher.until('the message at its moment', () => {
      const message = [...document.querySelectorAll('[role=log] article')].at(-1);
      return /Lea\s+0:02\s+Later\s+Which line\?/.test(message?.innerText ?? '');
    });
    await lookAt(teacher, 'watch-later-message');
  });
});
