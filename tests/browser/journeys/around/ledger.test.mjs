// Who missed a class catches up, in Chromium and in Firefox: Home says what is left and until when, watching and answering count, skipping does not,
// what is asked at a minute is answered there, and staff see how it went.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openChromium, openFirefox } from '../../lib/browsers.mjs';
import { SILENT, Stack, join } from '../../lib/class.mjs';
import { inputs } from '../../lib/inputs.mjs';
import { lookAt } from '../../lib/look.mjs';
import { Mailbox } from '../../lib/mailbox.mjs';
import { drawScreen } from '../../lib/probe.mjs';
import { Recording, seatOf, tracksOf } from '../../lib/recording.mjs';
import { ask, claim, clock, enrol, PASSWORD } from '../../lib/school.mjs';
import { Server } from '../../lib/server.mjs';

/** When something is written in class. */
const WRITTEN_MS = 8_000;
const CLASS_MS = 16_000;
const TEACHER = 1;

test('the ledger of participation', { timeout: 300_000 }, async (t) => {
  const stack = new Stack();
  t.after(() => stack.close());
  const server = stack.use(await Server.unclaimed({ mailbox: new Mailbox() }));
  const zone = { locale: 'en-GB', timezoneId: 'Europe/Berlin' };
  const { teacher } = await inputs('320x180');
  const ada = stack.use(await openChromium('ada', teacher, zone));
  const [ben, sam, tim] = await Promise.all(
    ['ben', 'sam', 'tim'].map(async (name) => stack.use(await openChromium(name, undefined, { ...zone, beside: ada, choice: SILENT }))),
  );
  const elsewhere = { locale: 'en-GB', timezoneId: 'Asia/Tokyo' };
  const uma = stack.use(await openFirefox('uma', { ...elsewhere, choice: SILENT, capture: true }));

  await claim(ada, server);
  const course = await enrol(server, ada, [[ben, 'Ben'], [sam, 'Sam'], [tim, '=Tim'], [uma, 'Uma']]);
  await ask(ada, 'PUT', `/api/courses/${course}/deadlines`, { rule: { days: 7, time: '18:00' }, holidays: [] });

  const held = await ask(ada, 'POST', '/api/sessions', { title: 'Waves', guests_allowed: false, course });
  await ada.goto(`${server.url}/j/${held.code}`);
  await join(ada);
  const recording = new Recording(server, await seatOf(ada));
  await ben.goto(`${server.url}/j/${held.code}`);
  await join(ben);
  await ada.click('Polls');
  await ada.click('New poll');
  await ada.fill('Question', 'What carries sound?');
  await ada.fill('Choice 1', 'Air');
  await ada.fill('Choice 2', 'Nothing');
  await ada.click('Quiz question', 'switch');
  await ada.click('Choice 1 is right', 'radio');
  await ada.click('Start poll');
  await ben.click('Open polls');
  await ben.clickAt('article', 'Nothing', 'radio');
  await ben.clickAt('article', 'Answer');
  await ada.eventually('an answer', async () => /1 of 1 answered/.test(await ada.text('article')));
  await ada.click('Close poll');
  await ada.click('Share results');
  await ada.evaluate(drawScreen);
  await ada.click('Share screen');
  await ada.eventually('something to write about', async () => (await recording.timeline()).now > WRITTEN_MS, 30_000);
  await ben.click('Chat', 'tab');
  await ben.fill('Message', 'Is water faster?');
  await ben.click('Send');
  await ada.eventually('some class', async () => (await recording.timeline()).now > CLASS_MS, 60_000);
  await ada.click('End class');
  await ada.clickIn('dialog', 'End class');
  await ada.until('class is over', () => !document.querySelector('[role=toolbar]'));
  const page = `${server.url}/courses/${course}/classes/${held.id}`;
  const own = async (person) => (await ask(person, 'GET', `/api/sessions/${held.id}/ledger/own`)).entry;
  const ledgerOf = (person, pattern) =>
    person.eventually(`${pattern}`, async () => pattern.test(await person.text('.ledger')), 15_000);
  const tracks = tracksOf((await recording.manifest()).entries);
  /** Which of these the page has asked for: 'mix', 'camera', 'screen'. */
  const loaded = async (person) => {
    const files = await person.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name.split('/').at(-1)));
    const asked = tracks.filter(({ segments }) => segments.some(({ file }) => files.includes(file)));
    return [...new Set(asked.map(({ content }) => content.source ?? content.of))].toSorted().join();
  };
  const large = (person, source) =>
    person.until(`a large ${source}`, (wanted) => document.querySelector(`.tile.main[data-source=${wanted}] video`)?.readyState >= 2, source);

  await t.test('Home says what is left until when, and leads to it with one click', async () => {
    for (const [person, there] of [[sam, 'Europe/Berlin'], [uma, elsewhere.timezoneId]]) {
      await person.goto(server.url);
      await person.sees('To catch up');
      const row = await person.text('section:has(a[href*="/classes/"])');
      assert.match(row, /Waves\s+Missing\s+1\d secs and 1 poll left[^]*Watch by/);
      const { due_unix: due } = (await ask(person, 'GET', `/api/courses/${course}/schedule`)).sessions.find(({ session }) => session.id === held.id);
      assert.equal(clock(due, 'Europe/Berlin'), '18:00');
      assert.ok(row.includes(clock(due, there)), `${clock(due, there)} in ${row}`);
      assert.equal(row.includes('18:00 in Berlin'), there !== 'Europe/Berlin', row);
    }
    await lookAt(sam, 'home-catch-up');
    await ada.goto(server.url);
    await ada.sees('students missing');
    assert.match(await ada.text('section:has(a[href*="/classes/"])'), /Lately[^]*Waves[^]*3 of \d students missing/, 'staff read who is');
    await lookAt(ada, 'home-missing');
  });

  // Whoever writes first about a class has responded to it.
  for (const person of [uma, sam]) {
    const looks = (name) => (person === sam ? lookAt(person, name) : undefined);

    await t.test(`${person.name} stops, goes on there, chooses what is large, and reads the chat of the moment`, async () => {
      await person.click('Go on with Waves');
      await person.until('Watch', (id) => location.pathname === `/watch/${id}`, held.id);
      await person.eventually('six seconds', async () => (await person.evaluate(second)) >= 6, 20_000);
      await person.click('Pause');
      assert.ok(!(await person.text('aside')).includes('Is water faster?'), 'it is written later');
      await ledgerOf(person, /On the way\s+\d+ secs? and 1 poll left/);
      await looks('watch-ledger');
      await person.reload();
      await ledgerOf(person, /On the way/);
      const { later, left, length, resume } = await own(person);
      assert.ok(later >= 5_000 && later < 9_000, `${later} ms of ${length} are watched`);
      assert.ok(Math.abs(left - (length * 0.8 - later)) < 1_000 && Math.abs(resume - later) < 1_500, `${left} ms are left from ${resume} on`);
      // A telephone shows the one picture that is large.
      await person.resize({ width: 360, height: 740 });
      await person.goto(server.url);
      await person.sees('1 poll left');
      await person.click('Go on with Waves');
      await person.eventually('it goes on there', async () => (await person.evaluate(second)) >= 5, 10_000);
      await large(person, 'screen');
      assert.equal(await loaded(person), 'mix,screen', 'only what is large is loaded');
      await person.resize({ width: 1280, height: 800 });
      await person.seesVideoOf(TEACHER);
      await person.click('Pin Ada');
      await large(person, 'camera');
      assert.equal(await loaded(person), 'camera,mix,screen');
      await person.sees('Is water faster?');
    });

    await t.test(`${person.name} asks at a minute, is answered there, answers the poll before its results are seen, and has caught up in time`, async () => {
      await person.sees('This part is done: 1 poll left.');
      await person.sees('Watch to the end');
      await looks('watch-part-ended');
      await ledgerOf(person, /On the way\s+1 poll left/);
      const question = `What of steel? (${person.name})`;
      await person.click('Discuss this moment');
      await person.sees('About the moment 0:');
      await person.fill('Title', question);
      await person.fill('Text', 'It is not air.');
      await person.click('This is a question', 'checkbox');
      await person.clickAt('dialog[open]', 'Write');
      await person.until('the thread beside the recording', () => document.querySelector('aside article') !== null);
      const { threads } = await ask(ada, 'GET', `/api/courses/${course}/board?open=true`);
      const thread = threads.find(({ title }) => title === question);
      assert.equal(thread.moment.moment.session, held.id);
      await ask(ada, 'POST', `/api/courses/${course}/board/${thread.id}/replies`, { text: 'Faster than air.' });
      await person.comesBack();
      await person.until('the answer under it', () => {
        const posts = [...document.querySelectorAll('aside article')].map(({ innerText }) => innerText);
        return posts.length === 2 && posts[1].includes('Faster than air.');
      }, undefined, 40_000);
      await person.clickAt('.strip', 'Next poll');
      await person.sees('What came of it is shown once you have answered.');
      assert.ok(!/\d%/.test(await person.text('article')), 'no results yet');
      await looks('watch-answer-later');
      await person.clickAt('article', 'Air', 'radio');
      await person.clickAt('article', 'Answer');
      await ledgerOf(person, /Caught up/);
      await person.eventually('the answer, and what the class answered', async () => /Your answer\s+Air[^]*1 answer/.test(await person.text('article')));
      await looks('watch-caught-up');
      await person.goto(page);
      await person.sees('Your participation');
      await person.sees('Caught up');
      assert.match(await person.text('main'), /\d+ secs later, 1 of 1 poll,? and 1 comment\s+Finished by the deadline\./);
      await looks('class-own-ledger');
      await person.goto(server.url);
      await person.sees('Caught up');
      assert.ok(!(await person.text('main')).includes('To catch up'), 'nothing is left');
    });
  }

  await t.test('who jumps to the end has seen nothing', async () => {
    // A link that somebody gave him: he takes his seat by it, once the server can be asked.
    const asked = '**/api/courses';
    await tim.page.route(asked, (route) => route.abort());
    await tim.goto(`${server.url}/watch/${held.id}`);
    await tim.sees('The recording could not be loaded');
    await tim.page.unroute(asked);
    await tim.click('Try again');
    await tim.until('Watch', (id) => location.pathname === `/watch/${id}`, held.id);
    await ledgerOf(tim, /left/);
    await tim.until('a line', () => document.querySelector('[role=slider]') !== null);
    await tim.evaluate(() => window.meridianProbe.clickTimeline(0.97));
    await tim.until('the end', () => [...document.querySelectorAll('[role=status]')].some(({ innerText }) => innerText.includes('End of class')));
    const { state, later, length } = await own(tim);
    assert.ok(state !== 'caught_up' && later < length / 4, `${state}: ${later} ms of ${length}`);
    await tim.until('what is left', () => /End of class: .*left\./.test(document.querySelector('.strip')?.innerText));
    await lookAt(tim, 'watch-end-left');
  });

  await t.test('staff see who was there, who has caught up and who has not, and take a table along', async () => {
    await ada.goto(page);
    await ada.sees('Export CSV');
    const lines = async () => (await ada.text('section:has(select)')).replaceAll(/\s+/g, ' ');
    assert.match(await lines(), /Ben Live \d+ secs live, 1 of 1 poll and 1 message/);
    assert.match(await lines(), /Sam Caught up \d+ secs later, 1 of 1 poll,? and 1 comment Finished by the deadline\./);
    await lookAt(ada, 'class-ledger');
    const table = await ada.download('main', 'Export CSV');
    assert.match(table, /^\uFEFFName,Group,State,/);
    assert.match(table, /"'=Tim",,/, 'a name is no formula');
    const list = JSON.parse(await ada.download('main', 'Export JSON'));
    const told = Object.fromEntries(list.map((line) => [line.Name, [line.State, line['By the deadline'], line.Comments]]));
    assert.deepEqual(told, { '=Tim': told['=Tim'], Ben: ['Live', '', 0], Sam: ['Caught up', 'yes', 1], Uma: ['Caught up', 'yes', 1] });
    await ada.goto(`${server.url}/watch/${held.id}`);
    await ada.click('More');
    await ada.click('Download…', 'menuitem');
    await lookAt(ada, 'watch-download-tables');
    const there = JSON.parse(await ada.download('dialog[open]', 'Who was there, JSON', 'button'));
    assert.deepEqual(there.map((line) => [line.Role, line['Minutes without connection']]), [['Instructor', 0], ['Student', 0]]);
    assert.equal(there[1].Name, 'Ben');
    assert.ok(there.every((line) => line['Minutes present'] > 0.1 && line['Minutes present'] < 3), JSON.stringify(there));
    const attendance = await ada.download('dialog[open]', 'Who was there, CSV', 'button');
    assert.match(attendance, /^\uFEFFName,Role,Came,Left,Minutes present,Minutes without connection,Minutes watched later\r\n/);
    const polls = await ada.download('dialog[open]', 'Polls, CSV', 'button');
    assert.match(polls, /,Ben,Nothing,,0,\r\n0:\d\d,What carries sound\?,Uma,Air,,1,yes\r\n0:\d\d,What carries sound\?,Sam,Air,,1,yes\r\n$/);
    await ada.press('Escape');
    await ada.goto(page);
    await ada.select('Show', 'caught_up');
    await ada.until('two are listed', () => document.querySelectorAll('section:has(select) li').length === 2);
    await ada.goto(`${server.url}/courses/${course}`);
    await ada.click('Participation (Waves)', 'link');
    await ada.sees('Full participation is 80 %');
    await ada.goto(`${server.url}/courses/${course}/settings`);
    await ada.fill('Percent of the class', '101');
    await ada.clickAt('section:has(input[role=switch][aria-describedby]):has(input[inputmode=numeric])', 'Save');
    await ada.sees('Write a whole number from 1 to 100.');
    await lookAt(ada, 'course-ledger-rule');
    await ada.fill('Percent of the class', '1');
    await ada.clickAt('section:has(input[role=switch][aria-describedby]):has(input[inputmode=numeric])', 'Save');
    await ada.eventually('another rule', async () => (await ask(ada, 'GET', `/api/courses/${course}`)).details.ledger.percent === 1);
    const { left } = await own(sam);
    assert.equal(left, 0);
  });

  await t.test('three who were lost, each in their own way, are seen on the timeline by staff, and are not named', async () => {
    const lost = async () => (await ask(ada, 'GET', `/api/sessions/${held.id}/insights`)).confusion;
    const answered = await tim.evaluate(async ({ session, token }) => {
      const command = { do: 'answer_poll', poll: 1, answer: { answer: 'choices', choices: [1] } };
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const body = JSON.stringify({ id: 7, anchor: 1_000, command });
      return (await fetch(`/api/sessions/${session}/commands`, { method: 'POST', headers, body })).status;
    }, await seatOf(tim));
    assert.equal(answered, 200);
    assert.match(await tim.text('.ledger'), /poll left/, 'the page does not know what he did elsewhere');
    await tim.comesBack();
    await ledgerOf(tim, /^(?![^]*poll left)[^]*\S/);
    assert.deepEqual(await lost(), [], 'two are too few');
    await sam.goto(`${server.url}/watch/${held.id}?t=9`);
    await sam.eventually('it plays', async () => (await sam.evaluate(second)) >= 11, 20_000);
    await sam.press('j');
    await ada.eventually('three', async () => (await lost())[0]?.people === 3, 15_000);
    const [part] = await lost();
    assert.deepEqual([part.confused, part.again, part.wrong], [0, 1, 2]);
    await ada.goto(`${server.url}/watch/${held.id}`);
    await ada.until('a mark', () => document.querySelector('[role=slider] .lost') !== null);
    await ada.page.locator('[role=slider]').focus();
    await ada.press('Home');
    await ada.until('words', () => document.querySelector('[role=slider]').getAttribute('aria-valuetext').includes('3 students were lost'));
    await lookAt(ada, 'watch-lost');
  });

  await t.test('staff see which question went wrong and for whom, what waits for an answer, who was there and how time was spent; no student does', async () => {
    const moment = { session: held.id, at: 3_000 };
    await ask(ben, 'POST', `/api/courses/${course}/board`, { title: 'And in a vacuum?', text: 'I wonder.', question: true, moment });
    const fox = stack.use(await openFirefox('ada in Firefox', { ...zone, beside: uma }));
    await fox.goto(server.url);
    await ask(fox, 'POST', '/api/sign-in', { email: 'ada@school.example', password: PASSWORD });
    for (const person of [ada, fox]) {
      await person.goto(`${server.url}/courses/${course}`);
      await person.click('Insights', 'link');
      await person.sees('Questions that went wrong');
      if (person === ada) await lookAt(ada, 'course-insights');
      await person.evaluate(() => document.querySelectorAll('main summary').forEach((summary) => summary.click()));
      const words = (await person.text('main')).replaceAll(/\s+/g, ' ');
      assert.match(words, /Questions waiting And in a vacuum\? /);
      assert.ok(!words.includes('What of steel?'), 'that is answered');
      assert.match(words, /What carries sound\? 2 of 4 right Waves at 0:\d\d Wrong for =Tim Ben Next step Let them explain it to one another/);
      assert.match(words, /Who was there Waves .* (1 on the way =Tim 2 caught up Sam Uma|3 caught up =Tim Sam Uma) 1 live Ben/);
      assert.match(words, /How live time was spent .* Week of \d+ \w+: 1\d secs live Waves 1\d secs of (silence|lecture)/);
    }
    await lookAt(ada, 'course-insights-open');
    await ada.clickAt('main', /^Waves at 0:/, 'link');
    await ada.until('Watch', (id) => location.pathname === `/watch/${id}`, held.id);
    await ada.goto(page);
    await ada.sees('Where students were lost');
    await ada.evaluate(() => document.querySelectorAll('main summary').forEach((summary) => summary.click()));
    assert.match((await ada.text('main')).replaceAll(/\s+/g, ' '), /0:00 to 0:1\d: 3 students 1 went back and 2 had a question wrong/);
    await lookAt(ada, 'class-insights');
    for (const person of [sam, uma]) {
      await person.goto(`${server.url}/courses/${course}/insights`);
      await person.sees('Past classes');
      assert.ok(!(await person.text('main')).includes('Insights'), 'not for students');
    }
  });

  await t.test('a response to a classmate is asked for where the course does, and counts at once', async () => {
    await ada.goto(`${server.url}/courses/${course}/settings`);
    await ada.clickAt('main', 'A response to a classmate, too', 'switch');
    await ada.clickAt('section:has(input[role=switch][aria-describedby]):has(input[inputmode=numeric])', 'Save');
    await ada.eventually('another rule', async () => (await ask(ada, 'GET', `/api/courses/${course}`)).details.ledger.response);
    const moment = { session: held.id, at: 3_000 };
    await ask(ben, 'POST', `/api/courses/${course}/board`, { title: 'Why air?', text: 'Not water?', question: false, moment });
    await sam.goto(server.url);
    await sam.sees('a response to a classmate left');
    await lookAt(sam, 'home-response-left');
    await sam.click('Go on with Waves');
    await ledgerOf(sam, /Only a response left\s+a response to a classmate left/);
    await sam.clickAt('.ledger', 'Respond to a classmate');
    await sam.click(/^Why air\?/);
    await sam.fill('Your reply', 'It carries sound, too.');
    await lookAt(sam, 'watch-response');
    await sam.click('Reply');
    await ledgerOf(sam, /Caught up/);
  });

  await t.test('a day later the question comes back to whom it was wrong for, with what explains it, and to nobody else', async () => {
    await ada.goto(`${server.url}/watch/${held.id}?t=9`);
    await ada.click('Polls', 'tab');
    await ada.sees('they are led to where it was asked');
    await ada.click('It is explained at this moment');
    await ada.sees('they are led to 0:');
    await lookAt(ada, 'watch-explained');
    await server.at(Date.now() + 25 * 3_600_000);
    await ben.goto(server.url);
    await ben.sees('To practise');
    await lookAt(ben, 'home-practice');
    await ben.click('Answer: What carries sound?');
    await ben.clickAt('li:has(form)', 'Nothing', 'radio');
    await lookAt(ben, 'home-practice-answer');
    await ben.clickAt('li:has(form)', 'Answer');
    await ben.sees('Not right yet');
    assert.match(await ben.text('main'), /Right answer: Air\s+It comes back tomorrow\./);
    await lookAt(ben, 'home-practised');
    await ben.clickAt('main', /^Watch the \d+ seconds that explain it$/, 'link');
    await ben.until('Watch', (id) => location.pathname === `/watch/${id}` && location.search.includes('until='), held.id);
    for (const person of [ben, sam]) {
      const asked = person.page.waitForResponse((response) => new URL(response.url()).pathname === '/api/practice');
      await person.goto(server.url);
      assert.deepEqual(await (await asked).json(), { items: [], more: 0 });
      await person.sees('Waves');
      assert.ok(!(await person.text('main')).includes('To practise'));
    }
  });

  await t.test('whoever is at the end of class goes on with what is left, and begins there the next time', async () => {
    await ada.goto(`${server.url}/courses/${course}/settings`);
    await ada.fill('Percent of the class', '100');
    await ada.clickAt('section:has(input[role=switch][aria-describedby]):has(input[inputmode=numeric])', 'Save');
    await ada.eventually('another rule', async () => (await ask(ada, 'GET', `/api/courses/${course}`)).details.ledger.percent === 100);
    await tim.goto(`${server.url}/watch/${held.id}`);
    // Before it plays it has not begun where it begins.
    await tim.until('playback', () => window.meridianProbe.players().audio?.currentTime > 0.2);
    await tim.evaluate(() => window.meridianProbe.clickTimeline(0.97));
    await tim.until('the way on', () => document.querySelector('.strip')?.innerText.includes('End of class: '));
    await tim.clickAt('.strip', 'Go on');
    const half = (await own(tim)).length / 2_000;
    await tim.eventually('what is left', async () => (await tim.evaluate(second)) < half, 10_000);
    await tim.evaluate(() => window.meridianProbe.clickTimeline(1));
    await tim.until('the end', () => document.querySelector('.strip')?.innerText.includes('End of class: '));
    await tim.goto(server.url);
    await tim.goto(`${server.url}/watch/${held.id}`);
    await tim.until('a line', () => document.querySelector('[role=slider]') !== null);
    await tim.eventually('what is left', async () => (await tim.evaluate(second)) < half, 10_000);
  });
});

/** Runs in the page: where the cursor is, in seconds. */
function second() {
  return Number(document.querySelector('[role=slider]')?.getAttribute('aria-valuenow') ?? 0);
}
