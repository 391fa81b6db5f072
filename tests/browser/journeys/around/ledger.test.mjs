// Who missed a class catches up: Home says what is left, watching and answering count, skipping does not, and staff see it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openChromium } from '../../lib/browsers.mjs';
import { SILENT, Stack, join } from '../../lib/class.mjs';
import { inputs } from '../../lib/inputs.mjs';
import { lookAt } from '../../lib/look.mjs';
import { Mailbox } from '../../lib/mailbox.mjs';
import { Recording, seatOf } from '../../lib/recording.mjs';
import { ask, claim, enrol } from '../../lib/school.mjs';
import { Server } from '../../lib/server.mjs';

const CLASS_MS = 16_000;

test('the ledger of participation', { timeout: 240_000 }, async (t) => {
  const stack = new Stack();
  t.after(() => stack.close());
  const server = stack.use(await Server.unclaimed({ mailbox: new Mailbox() }));
  const zone = { locale: 'en-GB', timezoneId: 'Europe/Berlin' };
  const { teacher } = await inputs('320x180');
  const ada = stack.use(await openChromium('ada', teacher, zone));
  const [ben, sam, tim] = await Promise.all(
    ['ben', 'sam', 'tim'].map(async (name) => stack.use(await openChromium(name, undefined, { ...zone, beside: ada, choice: SILENT }))),
  );

  await claim(ada, server);
  const course = await enrol(server, ada, [[ben, 'Ben'], [sam, 'Sam'], [tim, '=Tim']]);
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
  await ada.eventually('some class', async () => (await recording.timeline()).now > CLASS_MS, 60_000);
  await ada.click('End class');
  await ada.clickIn('dialog', 'End class');
  await ada.until('class is over', () => !document.querySelector('[role=toolbar]'));
  const page = `${server.url}/courses/${course}/classes/${held.id}`;
  const own = async (person) => (await ask(person, 'GET', `/api/sessions/${held.id}/ledger/own`)).entry;
  const ledgerOf = (person, pattern) =>
    person.eventually(`${pattern}`, async () => pattern.test(await person.text('.ledger')), 15_000);

  await t.test('Home says what is left until when, and leads to it with one click', async () => {
    await sam.goto(server.url);
    await sam.sees('To catch up');
    assert.match(await sam.text('section:has(a[href*="/classes/"])'), /Waves\s+Missing\s+1\d secs and 1 poll left[^]*Watch by/);
    await lookAt(sam, 'home-catch-up');
    await ada.goto(server.url);
    await ada.sees('students missing');
    assert.match(await ada.text('section:has(a[href*="/classes/"])'), /Lately[^]*Waves[^]*2 of \d students missing/, 'staff read who is');
    await lookAt(ada, 'home-missing');
    await sam.click('Go on with Waves');
    await sam.until('Watch', (id) => location.pathname === `/watch/${id}`, held.id);
  });

  await t.test('what is watched counts, over a reload, and what is left is said', async () => {
    await sam.eventually('six seconds', async () => (await sam.evaluate(second)) >= 6, 20_000);
    await sam.click('Pause');
    await ledgerOf(sam, /On the way\s+\d+ secs? and 1 poll left/);
    await lookAt(sam, 'watch-ledger');
    await sam.reload();
    await ledgerOf(sam, /On the way/);
    const { later, left, length, resume } = await own(sam);
    assert.ok(later >= 5_000 && later < 9_000, `${later} ms of ${length} are watched`);
    assert.ok(Math.abs(left - (length * 0.8 - later)) < 1_000 && Math.abs(resume - later) < 1_500, `${left} ms are left from ${resume} on`);
  });

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

  await t.test('one goes on where something is left, answers the poll before the results are seen, and has caught up', async () => {
    await sam.goto(server.url);
    await sam.sees('1 poll left');
    await sam.click('Go on with Waves');
    await sam.eventually('it goes on there', async () => (await sam.evaluate(second)) >= 5, 10_000);
    await sam.sees('This part is done: 1 poll left.');
    await lookAt(sam, 'watch-part-ended');
    await ledgerOf(sam, /On the way\s+1 poll left/);
    await sam.clickAt('.strip', 'Next poll');
    await sam.sees('What came of it is shown once you have answered.');
    assert.ok(!/100%/.test(await sam.text('article')), 'no results yet');
    await lookAt(sam, 'watch-answer-later');
    await sam.clickAt('article', 'Air', 'radio');
    await sam.clickAt('article', 'Answer');
    await ledgerOf(sam, /Caught up/);
    await sam.eventually('the answer, and what the class answered', async () => /Your answer\s+Air[^]*50%\s+\(1\)[^]*1 in class, 1 later/.test(await sam.text('article')));
    await lookAt(sam, 'watch-caught-up');
    await sam.goto(page);
    await sam.sees('Your participation');
    await sam.sees('Caught up');
    assert.match(await sam.text('main'), /\d+ secs later and 1 of 1 poll/);
    await lookAt(sam, 'class-own-ledger');
    await sam.goto(server.url);
    await sam.sees('Caught up');
    assert.ok(!(await sam.text('main')).includes('To catch up'), 'nothing is left');
  });

  await t.test('staff see who was there, who has caught up and who has not, and take a table along', async () => {
    await ada.goto(page);
    await ada.sees('Export CSV');
    const lines = async () => (await ada.text('section:has(select)')).replaceAll(/\s+/g, ' ');
    assert.match(await lines(), /Ben Live \d+ secs live and 1 of 1 poll/);
    assert.match(await lines(), /Sam Caught up \d+ secs later and 1 of 1 poll/);
    await lookAt(ada, 'class-ledger');
    const table = await ada.download('main', 'Export CSV');
    assert.match(table, /^\uFEFFName,Group,State,/);
    assert.match(table, /"'=Tim",,/, 'a name is no formula');
    await ada.select('Show', 'caught_up');
    await ada.until('one is listed', () => document.querySelectorAll('section:has(select) li').length === 1);
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

  await t.test('staff see which question went wrong and for whom, and who was there; no student does', async () => {
    await ada.goto(`${server.url}/courses/${course}`);
    await ada.click('Insights', 'link');
    await ada.sees('Questions that went wrong');
    await lookAt(ada, 'course-insights');
    await ada.evaluate(() => document.querySelectorAll('main summary').forEach((summary) => summary.click()));
    const words = (await ada.text('main')).replaceAll(/\s+/g, ' ');
    assert.match(words, /What carries sound\? 1 of 3 right Waves at 0:\d\d Wrong for =Tim Ben Next step Explain it anew/);
    assert.match(words, /Who was there Waves .* (1 on the way =Tim 1 caught up Sam|2 caught up =Tim Sam) 1 live Ben/);
    assert.match(words, /How live time was spent .* Week of \d+ \w+: 1\d secs live Waves 1\d secs of (silence|lecture)/);
    await lookAt(ada, 'course-insights-open');
    await ada.clickAt('main', /^Waves at 0:/, 'link');
    await ada.until('Watch', (id) => location.pathname === `/watch/${id}`, held.id);
    await ada.goto(page);
    await ada.sees('Where students were lost');
    await ada.evaluate(() => document.querySelectorAll('main summary').forEach((summary) => summary.click()));
    assert.match((await ada.text('main')).replaceAll(/\s+/g, ' '), /0:00 to 0:1\d: 3 students 1 went back and 2 had a question wrong/);
    await lookAt(ada, 'class-insights');
    await sam.goto(`${server.url}/courses/${course}/insights`);
    await sam.sees('Past classes');
    assert.ok(!(await sam.text('main')).includes('Insights'), 'not for students');
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
