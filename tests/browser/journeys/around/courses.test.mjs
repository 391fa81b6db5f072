// People and courses: an owner invites an instructor, who makes a course, imports its roster and teaches; students come by
// invitation and by link; others get nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openChromium } from '../../lib/browsers.mjs';
import { SILENT, Stack, join } from '../../lib/class.mjs';
import { inputs } from '../../lib/inputs.mjs';
import { lookAt } from '../../lib/look.mjs';
import { ask, claim, closeToasts, headed, listOfPeople, PASSWORD, pick, WRONG_LINES } from '../../lib/school.mjs';
import { Server } from '../../lib/server.mjs';

const MAY_COPY = ['camera', 'microphone', 'clipboard-read', 'clipboard-write'];

test('people and courses', { timeout: 420_000 }, async (t) => {
  const stack = new Stack();
  t.after(() => stack.close());
  const server = stack.use(await Server.unclaimed());
  const owner = stack.use(await openChromium('owner', (await inputs('320x180')).teacher));
  /** Somebody else, with cookies of their own. */
  const somebody = async (name) =>
    stack.use(await openChromium(name, undefined, { beside: owner, choice: SILENT, permissions: MAY_COPY }));
  const copied = (person) => person.evaluate(() => navigator.clipboard.readText());

  await claim(owner, server);
  const ines = await somebody('ines');
  let course;

  await t.test('the owner invites an instructor, who makes an account', async () => {
    await owner.click('People', 'link');
    await headed(owner, 'People');
    await owner.fill('Name', 'Ines Ortega');
    await owner.fill('E-mail', 'ines@school.example');
    await owner.click('Make invitation link');
    await owner.sees('Invitation for Ines Ortega');
    await owner.shot('invitation-made');
    const link = await owner.page.getByLabel('Link', { exact: true }).inputValue();
    await owner.clickAt('dialog[open]', 'Close');
    await owner.sees('Invited · Instructor');
    await lookAt(owner, 'people');

    await ines.goto(link);
    await ines.sees('As an instructor: you make classes and courses here.');
    assert.equal(await ines.evaluate(() => location.href), `${server.url}/invitation`, 'the key leaves the address');
    await lookAt(ines, 'invitation');
    await ines.fill('Password', PASSWORD);
    await ines.click('Create account and join');
    await headed(ines, 'Hello, Ines Ortega');
    await lookAt(ines, 'home-instructor');

    const late = await somebody('late');
    await late.goto(link);
    await late.sees('This invitation has been used');
    await late.close();
  });

  await t.test('the last owner stays owner', async () => {
    await owner.reload();
    await owner.until('Ines has an account', () => !/Invited/.test(document.querySelector('main').innerText));
    await owner.select('Role of Ada', 'member');
    await owner.sees('The server needs an owner.');
    assert.equal(await owner.page.getByLabel('Role of Ada').inputValue(), 'owner');
    await closeToasts(owner);
  });

  await t.test('the instructor makes a course', async () => {
    await ines.click('New course', 'link');
    await headed(ines, 'New course');
    await ines.click('Make course');
    await ines.sees('Give the course a title');
    await ines.fill('Title', 'Physics 1');
    await ines.fill('Description', 'Waves, heat and light.\nBring your own prism.');
    await ines.fill('First day', '2026-10-12');
    await ines.fill('Last day', '2026-10-11');
    await ines.click('Make course');
    await ines.sees('The last day comes before the first.');
    await ines.fill('Last day', '2027-02-05');
    await pick(ines, 'Time zone of the course', 'Europe/Berlin');
    await ines.click('Anyone who has the link of a class, too', 'radio');
    await ines.sees('Links are passed on.');
    await lookAt(ines, 'course-new');
    await ines.click('The people of the course, signed in', 'radio');
    await ines.click('Make course');
    await headed(ines, 'Physics 1');
    course = await ines.evaluate(() => location.pathname.split('/')[2]);
  });

  await t.test('and imports a roster of 300 with five bad lines', async () => {
    const choose = () =>
      ines.page.locator('input[type=file]').setInputFiles({ name: 'roster.csv', mimeType: 'text/csv', buffer: listOfPeople() });
    await ines.click('Import a list', 'link');
    await headed(ines, 'Import a list of people');
    await lookAt(ines, 'course-import');
    await choose();
    await ines.sees('Lines that are left out');
    const words = await ines.text('main');
    for (const said of WRONG_LINES) assert.ok(words.includes(said), `${said} in ${words}`);
    assert.match(words, /Line 301\s+The name is missing/);
    await lookAt(ines, 'course-import-preview');
    await ines.click('Import 300 people');
    await ines.sees('Imported');
    await ines.shot('course-imported');
    await ines.click('To the people of the course', 'link');
    await ines.sees('301 people');

    await ines.click('Import a list', 'link');
    await choose();
    await ines.sees('Nothing would change');
    await ines.page.goBack();
    await ines.sees('301 people');
  });

  await t.test('which is read page by page, and searched', async () => {
    const pages = [];
    const asked = (request) => /roster\?skip=/.test(request.url()) && pages.push(request.url());
    ines.page.on('request', asked);
    await lookAt(ines, 'course-people');
    await ines.eventually('the last line', async () => {
      await ines.page.mouse.wheel(0, 20_000);
      return (await ines.text('main')).includes('Zoë Müller') && ines.evaluate(() => document.querySelectorAll('[data-member]').length < 60);
    });
    assert.equal(pages.length, 3, `${pages}`);
    ines.page.off('request', asked);
    await ines.fill('Search by name or e-mail', 'zoë');
    await ines.until('Zoë alone', () => document.querySelectorAll('[data-member]').length === 1);
    assert.match(await ines.text('[data-member]'), /Zoë Müller/);
    assert.equal(await ines.page.getByLabel('Group of Zoë Müller').inputValue(), 'Blue');
    const changed = ines.page.waitForResponse((response) => response.request().method() === 'PATCH');
    await ines.select('Role of Zoë Müller', 'observer');
    assert.equal((await changed).status(), 200);
    await ines.reload();
    await ines.fill('Search by name or e-mail', 'ZOE@');
    await ines.until('the role is kept', () => document.querySelector('[data-member] select')?.value === 'observer');
    await ines.select('Role of Zoë Müller', 'student');
  });

  const zoe = await somebody('zoe');
  await t.test('a student comes by their invitation, and sees the course', async () => {
    await ines.click('Download invitation links');
    await ines.sees('300 people are invited and have not joined yet.');
    const table = await ines.download('dialog[open]', 'Make and download');
    await ines.sees('300 links are in the file.');
    const [heading, ...rows] = table.split('\r\n').filter(Boolean);
    assert.equal(heading, '\uFEFFName,E-mail,Invitation link,Works until');
    assert.equal(rows.length, 300);
    const row = rows.find((each) => each.startsWith('Zoë Müller,'));
    await closeToasts(ines);

    await zoe.goto(row.split(',')[2]);
    await headed(zoe, 'You are invited to Physics 1');
    await lookAt(zoe, 'invitation-course');
    await zoe.fill('Password', PASSWORD);
    await zoe.click('Create account and join');
    await headed(zoe, 'Physics 1');
    await zoe.sees('No classes so far.');
    await lookAt(zoe, 'course-student');
    await zoe.click('People', 'link');
    await zoe.sees('Zoë Müller (you)');
    const page = await zoe.text();
    assert.ok(!page.includes('@school.example'), 'students see names only');
    assert.ok(!page.includes('Student 001'), 'nor who has not come so far');
    await lookAt(zoe, 'course-people-student');
    await zoe.click('Home', 'link');
    await zoe.sees('Student');
    await lookAt(zoe, 'home-student');
  });

  const gus = await somebody('gus');
  let link;
  await t.test('others ask to come in by the link of the course', async () => {
    await ines.reload();
    await ines.click('People join by a link', 'switch');
    await ines.page.getByRole('switch', { name: 'Approve each person' }).setChecked(true);
    await ines.fill('Only mail addresses of', 'nowhere');
    await ines.click('Save');
    await ines.sees('Write domains such as school.example');
    await ines.fill('Only mail addresses of', '@school.example, Elsewhere.example');
    await ines.click('Save');
    await ines.sees('It holds for whoever comes from now on');
    assert.equal(await ines.page.getByLabel('Only mail addresses of', { exact: true }).inputValue(), 'elsewhere.example, school.example');
    await ines.click('Copy link');
    await ines.sees('Link to join copied.');
    await closeToasts(ines);
    link = await copied(ines);
    await gus.goto(link);
    await headed(gus, 'Physics 1');
    await gus.sees('with Ines Ortega');
    await gus.sees('Come in with a mail address of elsewhere.example or school.example.');
    await lookAt(gus, 'course-link');
    await gus.fill('Your name', 'Gus Grün');
    await gus.fill('E-mail', 'gus@elsewhere.example');
    await gus.fill('Password', PASSWORD);
    await gus.click('Create account and ask to join');
    await gus.sees('You asked to join');
    await lookAt(gus, 'course-link-asked');
    await gus.goto(server.url);
    await gus.sees('It opens once its instructors let you in.');
    assert.ok(!(await gus.text('main')).includes('No courses yet'), 'it is not lost');
    await lookAt(gus, 'home-asked');
    await gus.click('Open Physics 1', 'link');
    await gus.sees('You asked to join');
    await ines.goto(server.url);
    await ines.sees('1 person asks to join');
    await lookAt(ines, 'home-asking');
    await ines.click('1 person asks to join', 'link');
    await ines.click('Show who asks');
    await ines.until('Gus', () => /Gus Grün/.test(document.querySelector('[data-member]')?.innerText));
    await lookAt(ines, 'course-asking');
    await ines.click('Approve Gus Grün');
    await ines.sees('Gus Grün is a member.');
    await closeToasts(ines);
    await gus.until('the course by itself', (id) => location.pathname === `/courses/${id}`, course);
  });

  const stranger = await somebody('stranger');
  let lobby;
  await t.test('a class of the course is for its members', async () => {
    await ines.click('Classes', 'link');
    assert.ok(!(await ines.text('main')).includes('Leave course'), 'a course keeps its last instructor');
    await lookAt(ines, 'course-instructor');
    await ines.clickAt('main', 'Start a class');
    await ines.until('its lobby', () => location.pathname.startsWith('/j/'));
    await ines.goto(`${server.url}/courses/${course}`);
    await ines.sees('Lobby open');
    assert.ok(!(await ines.text('main')).includes('Past classes'), 'a class that was started has not been');
    await lookAt(ines, 'course-opened');
    await ines.page.getByRole('link', { name: /^Go in: / }).click();
    await join(ines);
    await zoe.comesBack();
    const code = await zoe.eventually('the live class on the home page', async () => {
      const href = await zoe.evaluate(() => document.querySelector('main a[href^="/j/"]')?.getAttribute('href'));
      return href?.slice('/j/'.length);
    }, 40_000);
    await lookAt(zoe, 'home-live');
    await gus.reload();
    await gus.until('the live class', () => Boolean(document.querySelector('main a[href^="/j/"]')));
    await lookAt(gus, 'course-live');
    lobby = `${server.url}/j/${code}`;
    await zoe.goto(lobby);
    await zoe.sees('You enter as Zoë Müller.');
    assert.match(await zoe.text('main'), /Physics 1/);
    await lookAt(zoe, 'lobby-course');
    await join(zoe);

    await ines.click('Rooms', 'tab');
    await ines.click('Make rooms');
    await ines.select('Who goes where', 'groups');
    await ines.until('a room of the group', () =>
      [...document.querySelectorAll('input')].some(({ value }) => value === 'Blue') && /Zoë Müller/.test(document.querySelector('[role=tabpanel]').innerText));
    await lookAt(ines, 'rooms-groups');
    await ines.click('Open rooms');
    await zoe.until('in her group', () => document.querySelector('.banner[data-room]')?.getAttribute('aria-label') === 'Blue');
    await ines.select('Countdown', '0');
    await ines.click('Close rooms');
    await zoe.until('in the main room', () => !document.querySelector('.banner[data-room]'));

    await stranger.goto(lobby);
    await headed(stranger, 'This class is for the members of its course');
    assert.ok(!(await stranger.text()).includes('Physics 1'), 'nor do others read what course it is');
    await lookAt(stranger, 'lobby-members-only');
    await stranger.goto(`${server.url}/courses/${course}`);
    await headed(stranger, 'Sign in to see this');
    await stranger.goto(`${server.url}/sign-in`);
    await stranger.sees('Forgot your password? This server sends no mail. Ask one of its owners');
    await lookAt(stranger, 'sign-in-without-mail');
  });

  await t.test('staff say what somebody is called, or follow their account', async () => {
    await ines.goto(`${server.url}/courses/${course}/people`);
    await ines.fill('Search by name or e-mail', 'gus');
    await ines.until('Gus alone', () => document.querySelectorAll('[data-member]').length === 1);
    const rename = async (from, to) => {
      await ines.click(`More about ${from}`);
      await ines.click('Change name…', 'menuitem');
      await ines.fill('Name', to);
    };
    await rename('Gus Grün', 'August Grün');
    await lookAt(ines, 'course-member-name');
    await ines.click('Save name');
    await ines.sees('On the roster: August Grün.');
    await gus.goto(lobby);
    await gus.sees('You enter as August Grün.');
    await gus.goto(`${server.url}/courses/${course}`);
    await rename('August Grün', '');
    await ines.click('Save name');
    await ines.sees('On the roster: Gus Grün.');
    await closeToasts(ines);
  });

  await t.test('who is removed gets nothing, and is brought back by Undo', async () => {
    await ines.goto(`${server.url}/courses/${course}/people`);
    const gone = () => gus.evaluate(async (id) => {
      const paths = ['', '/roster'].map((part) => `/api/courses/${id}${part}`);
      return Promise.all(paths.map(async (path) => (await fetch(path)).status));
    }, course);
    const remove = async () => {
      await ines.fill('Search by name or e-mail', 'gus');
      await ines.until('Gus alone', () => document.querySelectorAll('[data-member]').length === 1);
      await ines.click('More about Gus Grün');
      await ines.click('Remove from course', 'menuitem');
      await ines.sees('Gus Grün is removed.');
    };
    await remove();
    assert.deepEqual(await gone(), [404, 404]);
    await ines.shot('course-removed');
    await ines.clickAt('.toast', 'Undo');
    await ines.until('Gus is back', () => document.querySelectorAll('[data-member]').length === 1);
    await gus.reload();
    await headed(gus, 'Physics 1');
    await gus.goto(lobby);
    await join(gus);
    await remove();
    await headed(gus, 'You are not a member of this course any more');
    await lookAt(gus, 'class-removed-member');
    await gus.goto(lobby);
    await headed(gus, 'This class is for the members of its course');
    const shown = await gus.text();
    for (const ours of ['Physics 1', 'Ines', 'inside', 'Live']) assert.ok(!shown.includes(ours), ours);
    await gus.sees('gus@elsewhere.example');
    await lookAt(gus, 'lobby-not-member');
    await gus.goto(link);
    await gus.sees('You were removed from this course');
    await lookAt(gus, 'course-link-removed');
    await gus.click('Ask to come back as Gus Grün');
    await gus.sees('You asked to join');
    await gus.goto(`${server.url}/courses/${course}`);
    await headed(gus, 'There is no such course here');
    await closeToasts(ines);
  });

  await t.test('what happened stands in the log, for staff', async () => {
    await ines.goto(`${server.url}/courses/${course}`);
    await ines.click('Activity log', 'link');
    await headed(ines, 'Activity log');
    await ines.sees('Removed Gus Grün from the course');
    await lookAt(ines, 'course-log');
    await ines.select('Show', 'attendance');
    await ines.until('attendance alone', () => !/Removed/.test(document.querySelector('ol').innerText));
    await ines.fill('Search by name', 'zoë');
    await ines.until('Zoë alone', () => document.querySelectorAll('main ol > li').length === 1);
    assert.match(await ines.text('main ol'), /^Came into .*\s+Zoë Müller\b/);
    await zoe.goto(`${server.url}/courses/${course}/log`);
    await zoe.sees('This is for its instructors');
    await owner.goto(`${server.url}/people`);
    await owner.click('The server’s log', 'link');
    await owner.sees('Invited Ines Ortega to the server as Instructor');
    await lookAt(owner, 'server-log');
    await ines.click('Physics 1', 'link');
  });

  await t.test('a course that has classes stays; an empty one is deleted, once its title is typed', async () => {
    await ines.click('Course settings', 'link');
    await headed(ines, 'Course settings');
    await ines.sees('A course that has had classes cannot be deleted');
    await lookAt(ines, 'course-settings');
    await ines.goto(`${server.url}/courses/new`);
    await ines.fill('Title', 'By mistake');
    await ines.click('Make course');
    await headed(ines, 'By mistake');
    await ines.sees('Add people by hand, import a list, or pass on a link to join.');
    await lookAt(ines, 'course-people-empty');
    await ines.click('Course settings', 'link');
    await ines.click('Delete course…');
    await ines.clickAt('dialog[open]', 'Delete course');
    await ines.sees('Type “By mistake” to delete it.');
    await ines.shot('course-delete');
    await ines.fill('Type the title of the course', 'by mistake');
    await ines.clickAt('dialog[open]', 'Delete course');
    await ines.sees('By mistake is deleted.');
    await headed(ines, 'Hello, Ines Ortega');
  });

  await t.test('an owner who is no member is offered what they may do', async () => {
    const start = `${new Date(Date.now() + 48 * 3_600_000).toISOString().slice(0, 10)}T10:00`;
    await ask(ines, 'POST', `/api/courses/${course}/schedule`, { title: 'Questions', time: { start, minutes: 45 } });
    await owner.goto(`${server.url}/courses/${course}`);
    await owner.sees('Coming classes');
    assert.ok(!(await owner.text('main')).includes('Subscribe'), 'calendars are of members');
    await ines.goto(`${server.url}/courses/${course}`);
    await ines.sees('Subscribe in your calendar');
  });

  await t.test('a student leaves', async () => {
    await zoe.goto(`${server.url}/courses/${course}`);
    await zoe.click('Leave course');
    await zoe.shot('course-leave');
    await zoe.clickAt('dialog[open]', 'Leave course');
    await zoe.sees('You left Physics 1.');
    await zoe.sees('No courses yet');
  });

  await t.test('read from the right', async () => {
    await closeToasts(ines);
    for (const [page, path] of [
      ['home', '/'], ['course', `/courses/${course}`], ['people', `/courses/${course}/people`], ['import', `/courses/${course}/import`], ['settings', `/courses/${course}/settings`],
    ]) {
      await ines.goto(`${server.url}${path}?lang=x-rtl`);
      await ines.until(page, () => Boolean(document.querySelector('h1')) && !/Loading/.test(document.querySelector('main').innerText));
      await lookAt(ines, `rtl-course-${page}`);
    }
  });
});
