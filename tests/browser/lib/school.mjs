// A school on a server: its owner, its list of people, and its calendar as pages show it.
import assert from 'node:assert/strict';

/** The password of every account. */
export const PASSWORD = 'correct horse';

/** Makes Ada the owner of a server that has none, and stays on her Home. */
export async function claim(person, server) {
  await person.goto(server.links.Setup);
  await person.fill('Your name', 'Ada');
  await person.fill('E-mail', 'ada@school.example');
  await person.fill('Password', PASSWORD);
  await person.click('Create account');
  await person.sees('Hello, Ada');
}

/** Chooses one of many options by a part of its name: whoever leaves the field has chosen what is meant. */
export async function pick(person, label, text) {
  await person.fill(label, text);
  await person.evaluate(() => document.activeElement.blur());
}

/** Makes a course in Berlin into which everybody comes who has its link, and brings somebody in by it. Returns the course. */
export async function courseWith(teacher, student, { title = 'Physics 1', name = 'Zoë Müller', email = 'zoe@school.example' } = {}) {
  await teacher.click('New course', 'link');
  await teacher.fill('Title', title);
  await pick(teacher, 'Time zone of the course', 'Europe/Berlin');
  await teacher.click('Make course');
  await teacher.sees('People join by a link');
  await teacher.click('People join by a link', 'switch');
  await teacher.page.getByRole('switch', { name: 'Approve each person' }).setChecked(false);
  await teacher.click('Copy link');
  await teacher.sees('Link to join copied.');
  await student.goto(await teacher.evaluate(() => navigator.clipboard.readText()));
  await student.fill('Your name', name);
  await student.fill('E-mail', email);
  await student.fill('Password', PASSWORD);
  await student.click('Create account and join');
  await student.sees('No classes so far.');
  await closeToasts(teacher);
  return teacher.evaluate(() => location.pathname.split('/')[2]);
}

/** Makes a course in Berlin without its pages, and brings in people, each with a name, by its link. Returns the course. */
export async function enrol(server, teacher, people) {
  const details = {
    title: 'Physics 1', description: '', colour: 1, zone: 'Europe/Berlin', from: null, to: null, recordings_until: null, guests_allowed: false,
  };
  const course = (await ask(teacher, 'POST', '/api/courses', details)).id;
  const { code } = await ask(teacher, 'PUT', `/api/courses/${course}/join`, { on: true, reset: false, approval: false });
  for (const [person, name] of people) {
    await person.goto(server.url);
    const account = { name, email: `${name.toLowerCase().replace(/[^a-z]/g, '')}@school.example`, password: PASSWORD };
    await ask(person, 'POST', `/api/courses/join/${code}`, { account });
  }
  return course;
}

/** Asks the server from a person's page. */
export async function ask(person, method, path, body) {
  const { status, answer } = await person.evaluate(async (request) => {
    const response = await fetch(request.path, {
      method: request.method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(request.body),
    });
    return { status: response.status, answer: await response.json() };
  }, { method, path, body });
  assert.ok(status < 300, `${method} ${path}: ${status} ${JSON.stringify(answer)}`);
  return answer;
}

/** Waits until the page has this heading, no other one, and the title of the document that belongs to it. */
export async function headed(person, heading) {
  await person.until(`the page "${heading}"`, (wanted) => {
    const headings = [...document.querySelectorAll('h1')].map((h1) => h1.innerText.trim());
    return headings.join() === wanted && document.title === `${wanted} · Meridian`;
  }, heading);
}

/** Closes what says that something was done, so that it covers nothing. */
export async function closeToasts(person) {
  while (await person.evaluate(() => Boolean(document.querySelector('.toast')))) await person.clickAt('.toast', 'Close');
}

/** A list as a spreadsheet in Europe saves it: semicolons, the old Windows code page, 300 people and five lines that are wrong. */
export function listOfPeople() {
  const line = (number) => `Student ${String(number).padStart(3, '0')};s${number}@school.example;;${number % 2 ? 'Blue' : 'Red'}`;
  const people = Array.from({ length: 298 }, (_, index) => line(index + 1));
  const wrong = [
    ';nameless@school.example;;',
    'No Address;;;',
    'Bad Address;not an address;;',
    'Bad Role;role@school.example;wizard;',
    'Twice;S1@school.example;;',
  ];
  const lines = ['Name;E-mail;Role;Group', 'Zoë Müller;zoe@school.example;student;Blue', ...people, ...wrong, 'Tom;tom@school.example;assistant;'];
  return Buffer.from(`${lines.join('\r\n')}\r\n`, 'latin1');
}

/** What the page says of the wrong lines of that list. */
export const WRONG_LINES = [
  'The name is missing.', 'The e-mail address is missing.', '“not an address” is not an e-mail address.', '“wizard” is no role', 'is in a line before.',
];

/** What clocks in a zone show at an instant: `10:00`. */
export const clock = (unix, timeZone) =>
  new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone }).format(unix);

/** The day that it is in a zone at an instant: `2026-11-03`. */
export const dayOf = (unix, timeZone = 'UTC') => new Intl.DateTimeFormat('sv', { dateStyle: 'short', timeZone }).format(unix);

/** When the classes on the page begin, in their order, on the reader's clock. */
export async function times(person) {
  await person.until('classes', () => document.querySelectorAll('main time').length > 0);
  const texts = await person.evaluate(() => [...document.querySelectorAll('main time')].map((time) => time.innerText));
  return texts.map((text) => /\d\d:\d\d/.exec(text)?.[0]);
}
