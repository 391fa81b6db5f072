// The study table: students watch a class together that they missed, with one cursor, and each gets their own credit.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openChromium, openFirefox } from '../../lib/browsers.mjs';
import { join, SILENT, Stack } from '../../lib/class.mjs';
import { inputs } from '../../lib/inputs.mjs';
import { lookAt } from '../../lib/look.mjs';
import { Recording, seatOf } from '../../lib/recording.mjs';
import { ask, claim, enrol } from '../../lib/school.mjs';
import { Server } from '../../lib/server.mjs';

const CLASS_MS = 30_000;
/** Something is written and asked from here on. */
const ASKED_MS = 8_000;
const QUESTION = 'What do they carry?';
/** Two players are in step within this. */
const STEP_MS = 500;
/** In a take that has played for a while: nobody in a room hears more. */
const TAKE_STEP_MS = 150;
const TAKE_MS = 12_000;
/** The stretch in whose place it stands. */
const PLACE = { from: 12_000, to: 18_000 };

test('a study table', { timeout: 300_000 }, async (t) => {
  const stack = new Stack();
  t.after(() => stack.close());
  const server = stack.use(await Server.unclaimed());
  const zone = { locale: 'en-GB', timezoneId: 'Europe/Berlin' };
  const { teacher } = await inputs('320x180');
  const ada = stack.use(await openChromium('ada', teacher, zone));
  const permissions = ['camera', 'microphone'];
  const [sam, tim] = await Promise.all([
    openChromium('sam', undefined, { ...zone, permissions, beside: ada, choice: SILENT }),
    openFirefox('tim', { ...zone, choice: SILENT, capture: true }),
  ]);
  stack.use(sam);
  stack.use(tim);
  await claim(ada, server);
  const course = await enrol(server, ada, [[sam, 'Sam'], [tim, 'Tim']]);
  const { details } = await ask(ada, 'GET', `/api/courses/${course}`);
  await ask(ada, 'PUT', `/api/courses/${course}`, { ...details, study: 'open' });
  const held = await ask(ada, 'POST', '/api/sessions', { title: 'Waves', guests_allowed: false, course });
  await ada.goto(`${server.url}/j/${held.code}`);
  await join(ada);
  const recording = new Recording(server, await seatOf(ada));
  await ada.eventually('a beginning without words', async () => (await recording.timeline()).now > ASKED_MS, 60_000);
  await ada.fill('Message', 'Waves carry energy.');
  await ada.click('Send');
  await ada.click('Polls');
  await ada.click('New poll');
  await ada.fill('Question', QUESTION);
  await ada.fill('Choice 1', 'Energy');
  await ada.fill('Choice 2', 'Water');
  await ada.click('Start poll');
  await ada.click('Close poll');
  await ada.click('Share results');
  await ada.eventually('some class', async () => (await recording.timeline()).now > CLASS_MS, 60_000);
  await ada.click('End class');
  await ada.clickIn('dialog', 'End class');
  await ada.until('class is over', () => !document.querySelector('[role=toolbar]'));
  await recording.completed(20_000);
  const watch = `${server.url}/watch/${held.id}`;

  /** Waits until the players of both do the same at the same moment; returns where they are. */
  const inStep = (what, check, within = STEP_MS) =>
    sam.eventually(what, async () => {
      const [one, other] = await Promise.all([sam.evaluate(playback), tim.evaluate(playback)]);
      const now = [one, other];
      if (now.some((player) => !player) || one.plays !== other.plays) return null;
      // While they play, they are asked at two moments.
      const apart = one.plays ? one.at - one.asked - (other.at - other.asked) : one.at - other.at;
      return Math.abs(apart) < within && now.every(check) ? now : null;
    });

  await t.test('Watch leads to the table, whose lobby says that nothing is kept', async () => {
    await sam.goto(`${server.url}/courses/${course}/classes/${held.id}`);
    await sam.sees('Watch together');
    await lookAt(sam, 'class-together');
    await sam.goto(watch);
    await sam.click('More');
    await sam.click('Watch together', 'menuitem');
    await sam.sees('You watch it together.');
    await sam.sees('Nothing is recorded.');
    await lookAt(sam, 'table-lobby');
    await join(sam);
    await sam.sees('Not recorded');
    await sam.until('a recording', () => document.querySelector('[role=slider]')?.getAttribute('aria-valuemax') > 20);
  });

  await t.test('whoever watches alone sees that somebody is there, and goes in', async () => {
    await ada.goto(watch);
    await ada.sees('Watch together: 1 person is there');
    await lookAt(ada, 'watch-together');
    await tim.goto(watch);
    await tim.sees('Watch together: 1 person is there');
    await tim.click('Watch together: 1 person is there');
    await join(tim);
    await tim.until('a recording', () => document.querySelector('[role=slider]')?.getAttribute('aria-valuemax') > 20);
    await inStep('both rest at the beginning', ({ at, plays }) => !plays && at < 1_000);
  });

  await t.test('one plays for both, and goes elsewhere with both', async () => {
    await tim.click('Play');
    await sam.sees('Tim plays from 0:00');
    await sam.until('it is read out', () => [...document.querySelectorAll('.unseen[role=status]')].some(({ textContent }) => textContent === 'Tim plays from 0:00'));
    await inStep('both play', ({ at, plays }) => plays && at > 1_500);
    await sam.seesVideoOf(1);
    const wanted = await sam.evaluate(() => window.meridianProbe.clickTimeline(0.4));
    const went = Date.now();
    const found = await inStep('both are there', ({ at, plays, asked }) => plays && at > wanted - STEP_MS && at < wanted + (asked - went) + STEP_MS);
    t.diagnostic(`in step ${found[0].asked - went} ms after the seek, ${Math.round(found[0].at - found[0].asked - found[1].at + found[1].asked)} ms apart`);
    await tim.sees('Sam went to 0:1');
    await lookAt(sam, 'table');
  });

  await t.test('they speed up and rest together', async () => {
    await tim.select('Speed', '1.5');
    await sam.sees('Tim chose 1.5× speed');
    await sam.until('the speed', () => document.querySelector('[aria-label=Speed]').value === '1.5');
    await tim.select('Speed', '1');
    await sam.sees('Tim chose 1× speed');
    await tim.evaluate(() => window.meridianProbe.clickTimeline(0.1));
    await inStep('they play from there', ({ at, plays }) => plays && at > 4_000 && at < 20_000);
    // Some of it has been played by both, which counts for both.
    await inStep('some of it is played', ({ at }) => at > 9_000);
    await sam.click('Pause');
    await tim.sees('Sam paused at 0:');
    const [one, other] = await inStep('both rest', ({ plays }) => !plays);
    assert.ok(Math.abs(one.at - other.at) < 200, `${one.at} and ${other.at} are the same picture`);
  });

  await t.test('each has the credit for what they watched', async () => {
    for (const person of [sam, tim]) {
      await person.eventually('credit', async () => (await ask(person, 'GET', `/api/sessions/${held.id}/ledger/own`)).entry.later > 3_000);
    }
  });

  await t.test('they write and speak, and the recording is quieter meanwhile', async () => {
    await tim.fill('Message', 'Did you get that?');
    await tim.click('Send');
    await sam.sees('Did you get that?');
    assert.equal(await sam.evaluate(volume), 1);
    await sam.click('Microphone');
    await tim.hears();
    for (const person of [sam, tim]) await person.eventually('it is low', async () => (await person.evaluate(volume)) < 0.5);
    await sam.click('Microphone');
    for (const person of [sam, tim]) await person.eventually('it is loud', async () => (await person.evaluate(volume)) === 1);
  });

  await t.test('what was written and asked in class comes at the cursor, apart from what is written here', async () => {
    await sam.evaluate(() => window.meridianProbe.clickTimeline(0.02));
    await inStep('both rest at the beginning', ({ at, plays }) => !plays && at < 2_000);
    for (const person of [sam, tim]) {
      await person.click('Class chat');
      await person.sees('Nothing was written in class up to this moment.');
      assert.ok(!(await person.text('aside')).includes('Did you get that?'), 'that is of the table');
    }
    await sam.evaluate(() => window.meridianProbe.clickTimeline(0.9));
    for (const person of [sam, tim]) await person.sees('Waves carry energy.');
    await lookAt(sam, 'table-class-chat');
    await sam.click('Table chat');
    await sam.sees('Did you get that?');
    assert.ok(!(await sam.text('aside')).includes('Waves carry energy.'), 'that is of class');
  });

  await t.test('each answers a poll of the class for themselves', async () => {
    for (const person of [sam, tim]) {
      await person.click('Class polls');
      await person.sees(QUESTION);
    }
    await sam.click('Energy', 'radio');
    await lookAt(sam, 'table-class-polls');
    await sam.clickAt('aside', 'Answer');
    await sam.eventually('their own answer', async () => /Your answer\s+Energy/.test(await sam.text('aside')));
    assert.ok(!(await sam.text('[role=toolbar]')).includes('1 poll to answer'), 'nothing is left to answer');
    await sam.eventually('it counts', async () => (await ask(sam, 'GET', `/api/sessions/${held.id}/ledger/own`)).entry.polls_later === 1);
    assert.ok((await tim.text('aside')).includes('What came of it is shown once you have answered.'));
    assert.equal((await ask(tim, 'GET', `/api/sessions/${held.id}/ledger/own`)).entry.polls_later, 0);
    const moment = await sam.evaluate(() => document.querySelector('aside article header button, aside article button')?.innerText.trim());
    assert.match(moment, /^Asked at 0:/);
    await sam.clickAt('aside', moment);
    const [{ at }] = await inStep('both are where it was asked', (player) => !player.plays && player.at > ASKED_MS - 1_000);
    t.diagnostic(`the poll was asked ${Math.round(at)} ms into class`);
  });

  await t.test('nothing there is for staff who are not there', async () => {
    const buttons = await sam.evaluate(() => [...document.querySelectorAll('[role=toolbar] button')].map((each) => each.innerText.trim()));
    for (const none of ['Feedback', 'Rooms', 'Agenda', 'Polls']) assert.ok(!buttons.includes(none), `${none} in ${buttons}`);
    for (const some of ['Table chat', 'Class chat', 'Class polls']) assert.ok(buttons.includes(some), `${some} in ${buttons}`);
    await sam.click('Table chat');
    assert.equal(await sam.evaluate(() => document.querySelector('aside form select')), null, 'all messages are for the table');
  });

  await t.test('the keys of the player are those of Watch while the focus is there', async () => {
    await sam.evaluate(() => document.querySelector('[role=slider]').focus());
    await sam.press('k');
    await tim.sees('Sam plays from 0:');
    await inStep('both play', ({ plays }) => plays);
    await sam.press('k');
    await tim.sees('Sam paused at 0:');
    await inStep('both rest', ({ plays }) => !plays);
    assert.match(await sam.evaluate(() => document.querySelector('a[target=_blank][href^="/watch/"]').href), new RegExp(`/watch/${held.id}\\?t=\\d+$`));
  });

  await t.test('a reload comes back to where the others are', async () => {
    const { at } = await sam.evaluate(playback);
    await tim.reload();
    await tim.until('toolbar', () => Boolean(document.querySelector('[role=toolbar]')));
    await inStep('both rest there', (player) => !player.plays && Math.abs(player.at - at) < 200);
  });

  await t.test('at the end all stop, and play from the start', async () => {
    await sam.evaluate(() => window.meridianProbe.clickTimeline(0.93));
    await sam.click('Play');
    for (const person of [sam, tim]) {
      await person.until('the end', () => {
        const slider = document.querySelector('[role=slider]');
        const buttons = [...document.querySelectorAll('button')].map((button) => button.innerText.trim());
        return slider.getAttribute('aria-valuenow') === slider.getAttribute('aria-valuemax') && buttons.includes('Play');
      });
    }
    await tim.click('Play');
    await inStep('from the start', ({ at, plays }) => plays && at < 15_000);
  });

  await t.test('a new take plays for all in the place of its stretch, in step', async () => {
    await sam.click('Pause');
    await ada.goto(`${watch}?t=1`);
    await ada.click('Cut');
    await ada.fill('From', '0:12');
    await ada.fill('To', '0:18');
    await ada.click('Replace by a new take');
    await ada.click('Record a video');
    await ada.click('Start recording');
    await ada.until('the recorder', () => location.pathname.startsWith('/class/') && document.querySelector('[role=toolbar]'));
    const take = new Recording(server, await seatOf(ada));
    await ada.eventually('some of it', async () => (await take.timeline()).now > TAKE_MS, 60_000);
    await ada.click('Stop');
    await ada.click('Back to the recording', 'link');
    await ada.until('the take', () => document.querySelector('form .clip') !== null);
    await ada.click('Replace');
    await ada.sees('A new take plays in place of 0:12 to 0:18.');
    const { edits: { cuts: [cut] } } = await recording.timeline();
    const share = (PLACE.to - PLACE.from) / cut.take.duration;
    const length = (await recording.timeline()).session.duration;
    const inTake = (player) => player.take && Math.abs(player.second * 1_000 - (PLACE.from + player.at * share)) < 1_500;
    const shareOf = (at) => (PLACE.from + at * share) / length;
    const apart = ([one, other]) => Math.round(one.at - one.asked - other.at + other.asked);

    await sam.evaluate((to) => window.meridianProbe.clickTimeline(to), (PLACE.from - 3_000) / length);
    await sam.click('Play');
    for (const person of [sam, tim]) await person.sees('New take, 0:1');
    const met = await inStep('both play the take', (player) => player.plays && inTake(player), TAKE_STEP_MS);
    t.diagnostic(`in the take ${apart(met)} ms apart, ${Math.round(met[0].at)} ms into it`);
    await lookAt(sam, 'table-take');
    const samples = [];
    await sam.eventually('three seconds of it', async () => {
      const now = await Promise.all([sam.evaluate(playback), tim.evaluate(playback)]);
      if (now[0].at > met[0].at + 3_000) samples.push(Math.abs(apart(now)));
      return now[0].at > met[0].at + 6_000;
    });
    samples.sort((one, other) => one - other);
    const middle = samples[Math.floor(samples.length / 2)];
    t.diagnostic(`then ${middle} ms apart in the middle of ${samples.length} looks, ${samples.at(-1)} at most`);
    assert.ok(middle < TAKE_STEP_MS, `${samples} ms apart`);

    await tim.click('Pause');
    await sam.sees('Tim paused at 0:1');
    const rest = await inStep('both rest in it', (player) => !player.plays && inTake(player), TAKE_STEP_MS);
    await tim.reload();
    await tim.until('toolbar', () => Boolean(document.querySelector('[role=toolbar]')));
    await inStep('whoever comes in lands in it', (player) => !player.plays && inTake(player) && Math.abs(player.at - rest[0].at) < TAKE_STEP_MS, TAKE_STEP_MS);

    await sam.evaluate((to) => window.meridianProbe.clickTimeline(to), shareOf(2_000));
    await sam.select('Speed', '1.5');
    await sam.click('Play');
    const fast = await inStep('they go elsewhere in it, and play it faster', (player) => player.plays && inTake(player) && player.at > 4_000, TAKE_STEP_MS);
    t.diagnostic(`at 1.5x ${apart(fast)} ms apart, ${Math.round(fast[0].at)} ms into it`);
    const after = await inStep('class goes on after it', (player) => player.plays && !player.take && player.at > PLACE.to);
    t.diagnostic(`after it ${apart(after)} ms apart`);
    await sam.select('Speed', '1');
    await sam.click('Pause');
  });

  await t.test('read from the right', async () => {
    const page = await sam.evaluate(() => location.pathname);
    await sam.goto(`${server.url}${page}?lang=x-rtl`);
    await sam.until('toolbar', () => Boolean(document.querySelector('[role=toolbar]')));
    await sam.until('a recording', () => document.querySelector('[role=slider]')?.getAttribute('aria-valuemax') > 20);
    await lookAt(sam, 'rtl-table');
    const tabs = await sam.evaluate(() => [...document.querySelectorAll('[data-tab]')].map(({ dataset }) => dataset.tab));
    assert.ok(!tabs.some((tab) => ['polls', 'rooms', 'agenda'].includes(tab)), `${tabs}`);
  });

  await t.test('whoever leaves goes on alone, at the moment of the table', async () => {
    // On a slow machine the table may be at the end of class by now, where it rests.
    await tim.evaluate(() => [...document.querySelectorAll('button')].find((b) => /^Pause/.test(b.ariaLabel ?? b.innerText.trim()))?.click());
    const [{ at }] = await inStep('both rest', ({ plays }) => !plays);
    await tim.click('Leave');
    await tim.sees('Go on alone');
    const href = await tim.evaluate(() => [...document.querySelectorAll('a')].find(({ innerText }) => innerText.trim() === 'Go on alone').href);
    const [, session, second] = /watch\/(.+)\?t=(\d+)$/.exec(href);
    assert.equal(session, held.id);
    assert.ok(Math.abs(Number(second) - at / 1_000) <= 1.5, `${second} s, and the table is at ${at} ms`);
  });

  await t.test('alone, playback waits for an answer that somebody begins, and goes on once it is given', async () => {
    await tim.goto(`${watch}?t=9`);
    await tim.click('Polls');
    await tim.sees(QUESTION);
    if (!(await tim.evaluate(plays))) await tim.click('Play');
    await tim.until('it plays', plays);
    await tim.click('Water', 'radio');
    await tim.sees('Paused while you answer');
    assert.ok(!(await tim.evaluate(plays)), 'it waits');
    await tim.clickAt('aside', 'Answer');
    await tim.until('it plays on', plays);
    assert.ok(!(await tim.text()).includes('Paused while you answer'));
  });
});

/** Runs in the page: where the picture of the recording is, whether it moves, and when that was asked; milliseconds. */
function playback() {
  const { audio, video } = window.meridianProbe.players();
  // At the very beginning there is no picture so far. Where there is no sound device, pictures lead.
  const leads = [audio, ...video].find((element) => element?.readyState >= 2);
  if (!leads) return null;
  const slider = document.querySelector('[role=slider]');
  return {
    at: leads.currentTime * 1000,
    plays: !leads.paused && leads.readyState >= 3,
    asked: Date.now(),
    take: [...document.querySelectorAll('[role=status]')].some(({ textContent }) => textContent.includes('New take, ')),
    second: Number(slider?.getAttribute('aria-valuenow') ?? -1),
  };
}

/** Runs in the page: how loud the recording is, 0 to 1. */
function volume() {
  return window.meridianProbe.players().audio.volume;
}

/** Runs in the page: whether the recording of Watch plays. */
function plays() {
  return [...document.querySelectorAll('button')].some((button) => button.innerText.trim() === 'Pause');
}
