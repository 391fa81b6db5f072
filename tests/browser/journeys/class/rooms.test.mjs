// Six people in three breakout rooms: they move at once, hear only their room, get help and messages, and come back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SILENT, TEACHER, chromiumGuest, firefoxGuest, guestBeside, openClass } from '../../lib/class.mjs';
import { Recording, seatOf } from '../../lib/recording.mjs';

const [ADA, BEN, CLEO, DAN, FOX] = [2, 3, 4, 5, 6];
/** The limit of the median time to the first frame: at once, as people see it. It took 240 ms, and 350 on a machine that builds beside. */
const MOVE_MS = 1_000;

/** Runs in the page: whether the person is in this room. */
const isIn = (wanted) => Number(document.querySelector('.banner[data-room]')?.dataset.room ?? 0) === wanted;

/** Runs in the page: the numbers of connections and descriptions, which must not change by a move. */
const connection = () => [window.meridianProbe.count(), window.meridianProbe.descriptions()];

test('breakout rooms', { timeout: 300_000 }, async (t) => {
  const world = await openClass(t, { size: '320x180' });
  const { server, teacher, people } = world;
  await teacher.click('Microphone');
  await teacher.click('Camera');
  const ada = await chromiumGuest(world, 'Ada', people.student);
  const ben = await guestBeside(world, 'Ben', ada);
  const cleo = await chromiumGuest(world, 'Cleo', people.guest, undefined, { choice: { microphone: false, camera: true } });
  const dan = await guestBeside(world, 'Dan', ada);
  const fox = await firefoxGuest(world, 'Fox', undefined, { choice: SILENT });
  const students = [ada, ben, cleo, dan, fox];
  const everybody = [teacher, ...students];
  const class_ = new Recording(server, await seatOf(teacher));

  const sound = async (person) => (await person.inbound()).reduce((sum, s) => sum + (s.kind === 'audio' ? s.packets : 0), 0);
  const members = (number) =>
    teacher.evaluate((css) => [...document.querySelectorAll(css)].map((row) => Number(row.dataset.participant)), `section[aria-label="Room ${number}"] li`);
  const move = (person, place) => teacher.select(`Move ${person} to…`, place);
  const send = async (person, text) => {
    await person.fill('Message', text);
    await person.click('Send');
  };

  await fox.hears();
  await dan.seesVideoOf(ADA);
  await teacher.click('Rooms', 'tab');
  let before;
  /** When the first rooms were opened. */
  let opening;

  await t.test('rooms are made at random, then by hand', async () => {
    await teacher.click('Make rooms');
    await teacher.fill('How many', '3');
    await teacher.press('Tab');
    const sizes = await teacher.eventually('three rooms', async () => {
      const all = await Promise.all([1, 2, 3].map(members));
      return all.flat().length === 5 ? all.map((ids) => ids.length) : null;
    });
    assert.deepEqual(sizes.sort(), [1, 2, 2]);
    await teacher.select('Who goes where', 'hand');
    for (const [person, place] of [['Ada', '0'], ['Ben', '0'], ['Cleo', '1'], ['Dan', '1'], ['Fox', '2']]) await move(person, place);
    assert.deepEqual(await Promise.all([1, 2, 3].map(members)), [[ADA, BEN], [CLEO, DAN], [FOX]]);
    await teacher.fill('Task for all rooms', 'Find an eigenvector');
    await teacher.fill('Minutes for all rooms', '5');
    await teacher.select('Who may watch a room later', 'after_own');
  });

  await t.test('all move at once, without a new connection', async () => {
    before = await Promise.all(everybody.map((person) => person.evaluate(connection)));
    await teacher.click('Open rooms');
    for (const [person, wanted] of [[ada, 1], [ben, 1], [cleo, 2], [dan, 2], [fox, 3]]) {
      await person.until(`room ${wanted}`, isIn, wanted);
      await person.sees('Find an eigenvector');
    }
    await ben.seesVideoOf(ADA);
    await dan.seesVideoOf(CLEO);
    assert.ok(!(await dan.tiles()).some((tile) => tile.participant === ADA));
  });

  await t.test('nobody hears another room', async () => {
    const elsewhere = [teacher, cleo, dan, fox];
    const start = await Promise.all(elsewhere.map(sound));
    await ben.hears(0.01);
    assert.deepEqual(await Promise.all(elsewhere.map(sound)), start);
  });

  await t.test('each room has its own chat; a message to all rooms is read in each', async () => {
    await send(ada, 'for room one alone');
    await ben.sees('for room one alone');
    await teacher.fill('Message to all rooms', 'Two minutes left');
    await teacher.click('Send to all rooms');
    for (const student of students) {
      await student.sees('Two minutes left');
      assert.equal((await student.text()).includes('for room one alone'), student === ada || student === ben, student.name);
    }
  });

  await t.test('a room hands in what came of its task, for its people and staff', async () => {
    await ada.click('Rooms', 'tab');
    await ada.fill('What your room found', 'One of length one');
    await ada.click('Hand in');
    await teacher.sees('Handed in by Ada');
    await teacher.sees('One of length one');
    for (const person of [ben, dan]) await person.click('Rooms', 'tab');
    await ben.until('it in the form', () => [...document.querySelectorAll('textarea')].some(({ value }) => value === 'One of length one'));
    assert.ok(!(await dan.text()).includes('One of length one'));
    for (const person of [ada, ben, dan]) await person.click('Chat', 'tab');
  });

  await t.test('one who is moved sees and hears the other room at once', async () => {
    for (const [index, place] of ['1', '2', '1', '2', '1', '2', '1', '2', '1'].entries()) {
      await move('Dan', place);
      await dan.until(`room ${place}`, isIn, Number(place));
      await dan.until('a frame', (n) => window.meridianProbe.moves().length > n && window.meridianProbe.moves().at(-1).frame, index + 1);
      if (place === '1') await dan.until('sound', () => window.meridianProbe.moves().at(-1).sound);
      assert.equal(await dan.evaluate(() => window.meridianProbe.moves().at(-1).colour), place === '1' ? 'green' : 'red');
    }
    const moves = (await dan.evaluate(() => window.meridianProbe.moves())).slice(1);
    const sorted = (times) => times.sort((a, b) => a - b);
    const frames = sorted(moves.map(({ frame }) => frame));
    // Nobody speaks in the second room.
    const sounds = sorted(moves.filter(({ room }) => room === 1).map(({ sound }) => sound));
    const list = (times) => times.map((ms) => ms.toFixed(0)).join(', ');
    const into = (place) => list(sorted(moves.filter(({ room }) => room === place).map(({ frame }) => frame)));
    t.diagnostic(`first frames of room 1 after ${into(1)} ms, of room 2 after ${into(2)} ms; first sounds after ${list(sounds)} ms`);
    await move('Dan', '2');
    await dan.until('room 2', isIn, 2);
    assert.ok(frames[frames.length >> 1] < MOVE_MS, `median ${frames[frames.length >> 1]} ms`);
  });

  await t.test('a call for help reaches staff, who visit', async () => {
    await fox.click('Ask for help');
    await fox.fill('What about? (optional)', 'Where to begin?');
    await fox.click('Say it');
    await teacher.sees('Fox in Room 3');
    await teacher.sees('Where to begin?');
    await teacher.click('Go there: Fox in Room 3');
    await teacher.until('room 3', isIn, 3);
    await fox.until('the instructor', () => Boolean(document.querySelector('[data-participant="1"][data-source]')));
    await fox.until('help to be there', () => /Ask for help/.test(document.querySelector('.banner').innerText));
    await teacher.clickAt('aside', 'Back to main room');
    await teacher.until('the main room', isIn, 0);
  });

  await t.test('the voice of staff goes to all rooms', async () => {
    const start = await Promise.all([dan, fox].map(sound));
    await teacher.click('Speak to all rooms');
    await teacher.sees('Your microphone is off: nobody hears you yet.');
    await teacher.click('Microphone');
    for (const person of [dan, fox]) {
      await person.sees('Instructor speaks to all rooms');
      await person.hears();
    }
    await teacher.click('Chat', 'tab');
    await teacher.sees('You are heard in all rooms.');
    await teacher.click('Stop speaking to all');
    await teacher.click('Rooms', 'tab');
    for (const person of [dan, fox]) await person.until('silence', () => !/speaks to all rooms/.test(document.body.innerText));
    assert.ok((await sound(fox)) > start[1]);
    await teacher.click('Microphone');
  });

  await t.test('there is a minute more', async () => {
    const left = () => ben.evaluate(() => /(\d+):(\d\d) left/.exec(document.querySelector('.banner').innerText).slice(1).reduce((m, s) => m * 60 + Number(s), 0));
    const first = await left();
    await teacher.click('+1 minute');
    await ben.eventually('more time', async () => (await left()) > first + 40);
    await teacher.click('+1 minute for Room 1');
    await ben.eventually('more time for this room', async () => (await left()) > first + 100);
  });

  await t.test('who reloads is in their room again', async () => {
    await dan.reload();
    await dan.until('room 2', isIn, 2);
    await dan.seesVideoOf(CLEO);
  });

  await t.test('rooms close with a countdown, and all are back', async () => {
    await teacher.click('Close rooms');
    await fox.until('a countdown', () => /0:0\d left/.test(document.querySelector('.banner')?.innerText ?? ''));
    for (const student of students) await student.until('the main room', isIn, 0);
    await fox.seesVideoOf(ADA);
    await fox.hears();
    const after = await Promise.all(everybody.map((person) => person.evaluate(connection)));
    for (const [i, person] of everybody.entries()) {
      // Dan has reloaded the page.
      if (person !== dan) assert.deepEqual(after[i], before[i], `${person.name}: ${await person.evaluate(() => window.meridianProbe.story().join(', '))}`);
    }
  });

  const gus = await guestBeside(world, 'Gus', ada);

  await t.test('what is thrown away can be had back', async () => {
    await teacher.click('Make rooms');
    await teacher.click('Discard');
    await teacher.click('Undo');
    await teacher.until('the draft', () => Boolean(document.querySelector('section[aria-label="Room 1"]')));
    await teacher.click('Discard');
  });

  await t.test('a second time, for staff alone to watch', async () => {
    await teacher.click('Make rooms');
    await teacher.select('Who goes where', 'last');
    assert.deepEqual(await Promise.all([1, 2, 3].map(members)), [[ADA, BEN], [CLEO, DAN], [FOX]]);
    await teacher.select('Who may watch a room later', 'staff');
    await teacher.click('Open rooms');
    await ben.until('room 4', isIn, 4);
    await teacher.click('Make more rooms');
    await teacher.fill('Name of room 1', 'Spare');
    await teacher.click('Open rooms');
    await teacher.until('one room more', () => Boolean(document.querySelector('li[data-room="7"]')));
    await send(ada, 'for staff to watch');
    await ben.sees('for staff to watch');
    const { now } = await class_.timeline();
    await teacher.eventually('a second in there', async () => (await class_.timeline()).now > now + 1_000);
    await teacher.select('Countdown', '0');
    await teacher.click('Close rooms');
    for (const student of students) await student.until('the main room', isIn, 0);
  });

  await t.test('the server gives nobody a room that they may not watch', async () => {
    await teacher.click('End class');
    await teacher.clickIn('dialog', 'End class');
    await ben.sees('Class is over');
    await class_.completed(5_000);
    const bens = new Recording(server, await seatOf(ben));
    // A journal has the events that its person was told in class, and none that only others were told.
    const [bensWords, cleos] = [await bens.journal(), await new Recording(server, await seatOf(cleo)).journal()].map((each) => JSON.stringify(each));
    assert.ok(bensWords.includes('for room one alone') && bensWords.includes('for staff to watch'));
    assert.ok(!cleos.includes('for room one alone') && !cleos.includes('for staff to watch'));
    const roomsOf = (entries) => new Set(entries.filter((e) => e.entry === 'track').map((e) => e.content.room));
    const [all, own] = [(await class_.manifest()).entries, (await bens.manifest()).entries];
    assert.deepEqual([...roomsOf(own)].sort(), [0, 1]);
    assert.ok(roomsOf(all).has(4));
    const hidden = new Set(all.filter((e) => e.entry === 'track' && e.content.room > 1).map((e) => e.track));
    const files = all.filter((e) => e.entry === 'segment' && hidden.has(e.track)).map((e) => e.file);
    assert.ok(files.length > 0);
    for (const file of [files[0], files.at(-1)]) await assert.rejects(bens.file(file), /40[34]/);
  });

  await t.test('on Watch one follows oneself through the rooms, or chooses one', async () => {
    const events = await class_.journal();
    const first = (kind, nth = 0) => events.filter((event) => event.kind === kind)[nth].at;
    await ben.click('Watch the recording', 'link');
    await ben.until('a choice of rooms', () => Boolean(document.querySelector('select[aria-label=Room]')));
    const choices = await ben.evaluate(() => [...document.querySelector('select[aria-label=Room]').options].map((o) => o.value));
    assert.deepEqual(choices, ['', '0', '1']);
    opening = first('rooms_opened');
    const inside = opening + 4_000;
    const chatHas = (text) => (page) => page.includes(text);
    for (const [at, has] of [[first('rooms_closed') - 500, true], [first('rooms_opened') - 500, false], [first('rooms_closed') - 1_000, true]]) {
      await class_.seek(ben, at);
      await ben.eventually(`chat at ${at}`, async () => chatHas('for room one alone')(await ben.text('[role=tabpanel]')) === has);
    }
    await class_.seek(ben, inside);
    await ben.seesVideoOf(ADA);
    await ben.select('Room', '0');
    await ben.eventually('the main room', async () => !(await ben.text('[role=tabpanel]')).includes('for room one alone'));
    const seat = await seatOf(teacher);
    await teacher.goto(`${server.url}/watch/${seat.session}`);
    await teacher.until('all rooms', () => document.querySelector('select[aria-label=Room]')?.options.length === 9);
    const named = await teacher.evaluate(() => [...document.querySelector('select[aria-label=Room]').options].map(({ text }) => text.trim()));
    assert.equal(new Set(named).size, named.length, named.join());
    assert.match(named[2], /^Room 1 \(\d+:\d\d\)$/);
    assert.equal(named[8], 'Spare');
    await teacher.click('Pause');
    await teacher.select('Room', '4');
    await class_.seek(teacher, first('rooms_closed', 1) - 700);
    await teacher.eventually('the chat of room 4', async () => (await teacher.text('[role=tabpanel]')).includes('for staff to watch'));
  });

  await t.test('on Watch class goes on where a room closes, and one seeks out of a room and into it', async () => {
    const events = await class_.journal();
    const [opened, closed] = ['rooms_opened', 'rooms_closed'].map((kind) => events.filter((event) => event.kind === kind).map(({ at }) => at));
    const second = (person) => person.evaluate(() => Number(document.querySelector('[role=slider]').getAttribute('aria-valuenow')));
    const reads = (person, text, has) => person.eventually(`${has ? '' : 'not '}${text}`, async () => (await person.text('[role=tabpanel]')).includes(text) === has);
    const ended = (person) => person.evaluate(() => document.body.innerText.includes('End of class'));
    await ben.select('Room', '');
    for (const speed of ['1', '3']) {
      await ben.select('Speed', speed);
      await class_.seek(ben, closed[0] - 2_500);
      await reads(ben, 'for room one alone', true);
      if (await ben.evaluate(() => [...document.querySelectorAll('button')].some((button) => button.innerText.trim() === 'Play'))) await ben.click('Play');
      await reads(ben, 'for room one alone', false);
      assert.ok(!(await ended(ben)), `at ${speed}x class goes on`);
      assert.ok(Math.abs((await second(ben)) - closed[0] / 1000) < 3 * Number(speed), `${await second(ben)} s, closed at ${closed[0]}`);
    }
    await ben.click('Pause');
    for (const [at, inside] of [[closed[0] - 1_500, true], [closed[0] + 1_000, false], [closed[0] - 1_000, true], [opened[0] - 500, false]]) {
      await class_.seek(ben, at);
      await ben.eventually(`the cursor at ${at}`, async () => Math.abs((await second(ben)) - at / 1000) <= 1.5);
      await reads(ben, 'for room one alone', inside);
      assert.ok(!(await ended(ben)));
    }
    await teacher.select('Room', '1');
    await teacher.select('Room', '4');
    await teacher.eventually('the opening of room 4', async () => Math.abs((await second(teacher)) - opened[1] / 1000) <= 1.5);
    assert.ok(!(await ended(teacher)));
  });

  await t.test('who missed the rooms does their task on Watch, and sees then what they made', async () => {
    const rooms = () => [...(document.querySelector('select[aria-label=Room]')?.options ?? [])].map((option) => option.value);
    await gus.click('Watch the recording', 'link');
    await gus.until('the recording', () => Boolean(document.querySelector('[role=slider]')));
    await gus.click('Pause');
    await class_.seek(gus, opening + 1_000);
    await gus.sees('The class worked in rooms here. You can do the task, too.');
    await gus.click('See the task');
    await gus.sees('Find an eigenvector');
    await gus.sees('Once you have handed in yours, you see what they made.');
    assert.deepEqual(await gus.evaluate(rooms), []);
    assert.ok(!(await gus.text()).includes('One of length one'));
    await gus.fill('What you found', 'Another one');
    await gus.click('Hand in');
    await gus.sees('Handed in by Ada');
    await gus.sees('One of length one');
    await gus.until('a choice of rooms', () => document.querySelector('select[aria-label=Room]')?.options.length === 5);
    await class_.seek(teacher, opening + 1_000);
    await teacher.click('Rooms', 'tab');
    await teacher.sees('Handed in later by Gus');
    await teacher.click('More');
    await teacher.click('Download…', 'menuitem');
    const table = await teacher.download('dialog[open]', 'Work of rooms, CSV', 'button');
    await teacher.press('Escape');
    const [heading, ...rows] = table.trimEnd().split('\r\n').map((row) => row.split(','));
    assert.deepEqual(heading, ['\uFEFFRooms at', 'Room', 'Task', 'Handed in by', 'When', 'What they found']);
    assert.deepEqual(rows.map((row) => row.slice(3)), [['Ada', '', 'One of length one'], ['Gus', 'Later', 'Another one']]);
  });
});
