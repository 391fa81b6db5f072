// An owner says what people are told of recordings. A person takes their data along and deletes their account; an owner does so for somebody who asks; the class is still there,
// with somebody in it who was.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openChromium } from '../../lib/browsers.mjs';
import { SILENT, Stack, join } from '../../lib/class.mjs';
import { lookAt } from '../../lib/look.mjs';
import { ask, claim } from '../../lib/school.mjs';
import { Server } from '../../lib/server.mjs';

test('what a person is owed of their data', { timeout: 180_000 }, async (t) => {
  const stack = new Stack();
  t.after(() => stack.close());
  const server = stack.use(await Server.unclaimed());
  const owner = stack.use(await openChromium('owner', undefined, { choice: SILENT }));
  await claim(owner, server);
  const invite = async (name) =>
    (await ask(owner, 'POST', '/api/people', { name, email: `${name.toLowerCase()}@home.example`, role: 'instructor' })).path;
  const account = async (name) => {
    const path = await invite(name);
    const person = stack.use(await openChromium(name.toLowerCase(), undefined, { beside: owner, choice: SILENT }));
    await person.goto(server.url + path);
    await person.fill('Password', 'correct horse');
    await person.click('Create account and join');
    await person.until('signed in', () => /Sign out/.test(document.body.innerText));
    return person;
  };

  await t.test('an owner says what people are told before they are recorded', async () => {
    await owner.goto(`${server.url}/people`);
    await owner.click('What people are told about recordings', 'link');
    await owner.sees('people see the words of Meridian');
    await owner.fill('Text', 'We keep classes for a term, so that whoever is ill can catch up.\n\nQuestions? See https://school.example/privacy, or ask the office.');
    await owner.evaluate(() => {
      const select = document.querySelector('main select');
      select.value = 'other';
      select.dispatchEvent(new Event('change', { bubbles: true }));
    });
    await owner.click('Tell this from now on');
    await owner.sees('Write something first, in ordinary characters.');
    await owner.fill('Which legal basis', 'The school act, § 12');
    await owner.fill('Who is responsible', 'The office');
    await owner.fill('Their e-mail address', 'office@school.example');
    await owner.goto(`${server.url}/consent/change`);
    await owner.sees('The school act, § 12');
    await owner.click('Tell this from now on');
    await owner.sees('From now on, this is what people are told.');
    await owner.sees('Version 1, since');
    await lookAt(owner, 'consent-change');
    await owner.goto(`${server.url}/consent/change?lang=x-rtl`);
    await lookAt(owner, 'consent-change-rtl');
    await owner.goto(`${server.url}/consent`);
    await owner.sees('Questions? See');
    assert.equal(await owner.evaluate(() => document.querySelector('main [href^="https:"]').href), 'https://school.example/privacy');
    await lookAt(owner, 'consent');
    await owner.goto(server.url);
    await owner.sees('Hello, Ada');
  });

  // Ana comes into a class as a guest, and makes her seat that of her account.
  await owner.click('Start a class');
  await owner.until('the lobby', () => location.pathname.startsWith('/j/'));
  const lobby = await owner.evaluate(() => location.href);
  await join(owner);
  const path = await invite('Ana');
  const ana = stack.use(await openChromium('ana', undefined, { beside: owner, choice: SILENT }));
  await ana.goto(lobby);
  await ana.sees('We keep classes for a term');
  await ana.sees('The school act, § 12');
  await lookAt(ana, 'lobby-consent');
  await join(ana, 'Ana');
  await ana.fill('Message', 'Where is the door?');
  await ana.click('Send');
  await owner.sees('Where is the door?');
  await owner.click('End class');
  await owner.clickIn('dialog', 'End class');
  await ana.until('class is over', () => !document.querySelector('[role=toolbar]'));
  await ana.goto(server.url + path);
  await ana.fill('Password', 'correct horse');
  await ana.click('Create account and join');
  await ana.until('signed in', () => /Sign out/.test(document.body.innerText));
  await ana.goto(server.url);
  await ana.click('Add to my account');
  await ana.sees('1 class is in your account now.');

  await t.test('all that is kept is downloaded', async () => {
    await ana.goto(`${server.url}/account`);
    await ana.sees('Download my data');
    await ana.evaluate(() => document.querySelector('main section:last-of-type').scrollIntoView({ block: 'center' }));
    await lookAt(ana, 'account-data');
    const archive = await ana.evaluate(async () => {
      const answer = await fetch(document.querySelector('a[download]').href);
      return { type: answer.headers.get('content-type'), text: await answer.text() };
    });
    assert.equal(archive.type, 'application/zip');
    assert.ok(archive.text.startsWith('PK'), 'a ZIP');
    assert.ok(archive.text.includes('The school act, § 12'), 'what they were told');
    assert.ok(archive.text.includes('Where is the door?') && archive.text.includes('classes/0001/what-you-did.json'));
    assert.ok(!archive.text.includes('ada@school.example'), 'nothing of others');
  });

  await t.test('an account is deleted once its address is typed, and the password', async () => {
    await ana.click('Delete my account…');
    await ana.sees('The name in 1 class');
    await lookAt(ana, 'erase');
    await ana.fill('E-mail address of the account', 'somebody@home.example');
    await ana.fill('Your password', 'correct horse');
    await ana.clickIn('dialog', 'Delete for good');
    await ana.sees('That is not the address of this account.');
    await ana.fill('E-mail address of the account', 'ana@home.example');
    await ana.fill('Your password', 'a wrong horse');
    await ana.clickIn('dialog', 'Delete for good');
    await ana.sees('That is not your present password.');
    await ana.fill('Your password', 'correct horse');
    await ana.clickIn('dialog', 'Delete for good');
    await ana.sees('Your account is deleted.');
    await ana.sees('You are not signed in');
    await ana.goto(`${server.url}/sign-in`);
    await ana.fill('E-mail', 'ana@home.example');
    await ana.fill('Password', 'correct horse');
    await ana.clickAt('form', 'Sign in');
    await ana.sees('That e-mail address and password do not match.');
  });

  await t.test('the class is there, with somebody in it who was', async () => {
    await owner.goto(server.url);
    const watch = await owner.eventually('the class', () => owner.evaluate(() => document.querySelector('[aria-label^="Watch"]')?.ariaLabel));
    await owner.click(watch);
    await owner.until('the recording', () => location.pathname.startsWith('/watch/'));
    await owner.click('Chat', 'tab');
    await owner.sees('Former participant');
    assert.ok(!(await owner.text()).includes('Where is the door?'));
    await lookAt(owner, 'watch-former');
  });

  await t.test('an owner does so for somebody who asks, and the only owner stays', async () => {
    const ben = await account('Ben');
    await owner.goto(`${server.url}/people`);
    await owner.click('More about Ben');
    await owner.sees('Download the data of Ben');
    await lookAt(owner, 'people-more');
    await owner.click('Make a link to a new password', 'menuitem');
    await owner.sees('A new password for Ben');
    await lookAt(owner, 'people-password-link');
    const link = await owner.evaluate(() => document.querySelector('dialog[open] input').value);
    await owner.press('Escape');
    await ben.goto(link);
    await ben.fill('New password', 'a new horse for Ben');
    await ben.click('Save and sign in');
    await ben.until('Home, as Ben', () => /Ben/.test(document.querySelector('header').innerText));
    await owner.click('More about Ben');
    await owner.click('Delete the account of Ben…', 'menuitem');
    await owner.sees('Delete the account of Ben?');
    await owner.fill('E-mail address of the account', 'ben@home.example');
    await owner.fill('Your password', 'correct horse');
    await lookAt(owner, 'erase-other');
    await owner.clickIn('dialog', 'Delete for good');
    await owner.sees('The account of Ben is deleted.');
    await owner.until('Ben is gone', () => !/ben@home/.test(document.querySelector('main').innerText));
    await ben.goto(`${server.url}/account`);
    await ben.sees('You are not signed in');
    await owner.goto(`${server.url}/account`);
    await owner.click('Delete my account…');
    await owner.sees('The server needs an owner.');
    await lookAt(owner, 'erase-only-owner');
  });

  await t.test('the log has what happened, without a name', async () => {
    await owner.goto(`${server.url}/log`);
    await owner.sees('Deleted an account');
    const text = await owner.text('main');
    assert.ok(text.includes('Former participant') && !/\bAna\b|\bBen\b/.test(text), text);
  });
});
