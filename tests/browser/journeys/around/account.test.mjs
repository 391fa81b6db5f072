// A person's own account: name, profile, password, and the browsers in which they are signed in.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openChromium } from '../../lib/browsers.mjs';
import { SILENT, Stack, join } from '../../lib/class.mjs';
import { inputs } from '../../lib/inputs.mjs';
import { lookAt } from '../../lib/look.mjs';
import { claim, pick } from '../../lib/school.mjs';
import { Server } from '../../lib/server.mjs';

const EMAIL = 'ada@school.example';

test('the account', { timeout: 180_000 }, async (t) => {
  const stack = new Stack();
  t.after(() => stack.close());
  const server = stack.use(await Server.unclaimed());
  const owner = stack.use(await openChromium('owner', (await inputs('320x180')).teacher));
  await claim(owner, server);

  const other = stack.use(await openChromium('other', undefined, { beside: owner, choice: SILENT }));
  const signIn = async (person, password) => {
    await person.goto(`${server.url}/sign-in`);
    await person.fill('E-mail', EMAIL);
    await person.fill('Password', password);
    await person.clickAt('form', 'Sign in');
  };

  await t.test('a name is changed', async () => {
    await owner.click('Your account, Ada', 'link');
    await owner.sees('Signed-in devices');
    await owner.fill('Your name', 'Ada Lovelace');
    await owner.click('Save name');
    await owner.sees('Your name is changed.');
    await owner.until('the header', () => document.querySelector('header').innerText.includes('Ada Lovelace'));
    await owner.clickAt('.toast', 'Close');
  });

  await t.test('a photo is chosen, taken away, and back', async () => {
    const choose = (file) => owner.page.locator('input[type=file]').setInputFiles(file);
    const shown = (css) => owner.evaluate((css) => document.querySelector(css)?.naturalWidth, css);
    await choose({ name: 'notes.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
    await owner.sees('This file is not a picture that can be read.');
    await owner.shot('account-photo-refused');
    const jpeg = Buffer.from(await owner.evaluate(portrait, { width: 900, height: 1200 }), 'base64');
    await choose({ name: 'me.jpg', mimeType: 'image/jpeg', buffer: jpeg });
    await owner.sees('Your photo is changed.');
    assert.doesNotMatch(await owner.text('main'), /not a picture/);
    for (const css of ['main .avatar img', 'header .avatar img']) {
      await owner.eventually(`the photo at ${css}`, async () => (await shown(css)) === 256);
    }
    await lookAt(owner, 'account-photo');
    await owner.clickAt('.toast', 'Close');
    await owner.click('Remove photo');
    await owner.sees('Your photo is removed.');
    await owner.until('initials', () => !document.querySelector('.avatar img'));
    await owner.clickAt('.toast', 'Undo');
    await owner.eventually('it is back', async () => (await shown('main .avatar img')) === 256);
    await owner.sees('Your photo is changed.');
    // One that a slow line would carry for long is made smaller before it is sent.
    const large = Buffer.from(await owner.evaluate(portrait, { width: 4000, height: 3000, noise: 60 }), 'base64');
    assert.ok(large.length > 1_000_000, `${large.length} bytes`);
    const sent = owner.page.waitForRequest((request) => request.method() === 'PUT');
    await choose({ name: 'large.jpg', mimeType: 'image/jpeg', buffer: large });
    assert.ok(Number(await (await sent).headerValue('content-length')) < large.length / 2);
    await owner.until('that it is changed', () => /Your photo is changed/.test(document.body.innerText));
    await choose({ name: 'me.jpg', mimeType: 'image/jpeg', buffer: jpeg });
    await owner.until('no toast is left', () => {
      document.querySelectorAll('.toast button').forEach((button) => button.click());
      return !document.querySelector('.toast');
    });
  });

  await t.test('the zone of the browser is known, and another one can be chosen, with pronouns', async () => {
    const zone = await owner.evaluate(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
    await owner.until('the zone of the browser', (zone) => document.querySelector('[role=combobox]').value === zone.replaceAll('_', ' '), zone);
    await owner.fill('Pronouns', 'she/her');
    await pick(owner, 'Time zone', 'tokyo');
    await owner.sees('This browser is in');
    await owner.click('Save profile');
    await owner.sees('Your profile is saved.');
    await owner.clickAt('.toast', 'Close');
    await owner.reload();
    // Japan has no daylight saving time: its clocks are 9 hours ahead of UTC.
    await owner.until('when they signed in, on clocks of Tokyo', () =>
      [...document.querySelectorAll('section:nth-last-of-type(3) [title]')].some((time) => /GMT\+9|Japan/.test(time.title)));
  });

  await t.test('the people of a course see photo and pronouns', async () => {
    await owner.goto(server.url);
    await owner.click('New course', 'link');
    await owner.fill('Title', 'Physics 1');
    await owner.click('Make course');
    await owner.until('their photo', () => document.querySelector('[data-member] .avatar img')?.naturalWidth === 96);
    assert.match(await owner.text('[data-member]'), /Ada Lovelace \(you\)\s+she\/her/);
    await lookAt(owner, 'course-people-photo');
    await owner.goto(`${server.url}/account`);
  });

  await t.test('somebody who is signed in elsewhere is in class', async () => {
    await signIn(other, 'correct horse');
    await other.click('Start a class');
    await join(other);
    const session = await other.evaluate(() => location.pathname.split('/').pop());
    const faced = async () => {
      await other.until('their photo in People', () => document.querySelector('[data-participant] .face img')?.naturalWidth === 96);
      assert.match(await other.text('li[data-participant]:has(.face)'), /she\/her\s+·\s+Instructor/);
    };
    await other.click('People');
    await faced();
    for (const [width, height, scheme] of [[1280, 800, 'light'], [1280, 800, 'dark'], [360, 740, 'light']]) {
      await other.look({ width, height }, scheme);
      await other.shot(`class-people-photo-${width}-${scheme}`);
    }
    await other.look({ width: 1280, height: 800 }, 'light');
    await other.goto(`${server.url}/watch/${session}`);
    await other.until('a recording', () => /Play|Pause/.test(document.body.innerText));
    await other.click('People');
    await faced();
    await other.shot('watch-people-photo');
    await other.goto(`${server.url}/class/${session}`);
    await other.until('class again', () => Boolean(document.querySelector('[role=toolbar]')));
    await owner.reload();
    await owner.sees('Sign out all others');
    const devices = await owner.text('section:nth-last-of-type(3) ul');
    assert.equal(devices.match(/Chrome on Linux/g).length, 2, devices);
    assert.equal(devices.match(/This device/g).length, 1, devices);
    await lookAt(owner, 'account');
    await owner.evaluate(() => document.querySelector('section:nth-last-of-type(3)').scrollIntoView());
    await owner.shot('account-devices');
  });

  await t.test('they are signed out there, and out of class', async () => {
    await owner.click('Sign out of Chrome on Linux');
    await owner.sees('Signed out of Chrome on Linux.');
    await owner.until('one device', () => !/Sign out all others/.test(document.body.innerText));
    await other.sees('This seat is not valid any more');
    await other.click('Join again', 'link');
    await other.until('the lobby of a stranger', () => /Sign in/.test(document.querySelector('header').innerText));
    await other.until('who may say who they are', () => Boolean(document.querySelector('main input')));
    await other.goto(`${server.url}/account`);
    await other.sees('You are not signed in');
    await lookAt(other, 'account-signed-out');
  });

  await t.test('a passkey is made, signs in elsewhere, and is removed', async () => {
    await owner.goto(`${server.url}/account`);
    const passkey = await owner.authenticator();
    await owner.click('Add a passkey');
    await owner.fill('Your password, once more', 'a wrong horse');
    await owner.click('Continue');
    await owner.sees('That is not your present password.');
    await owner.fill('Your password, once more', 'correct horse');
    await owner.click('Continue');
    await owner.sees('The passkey is added.');
    await lookAt(owner, 'account-passkey');
    await owner.click('Add a passkey');
    await owner.fill('Your password, once more', 'correct horse');
    await owner.click('Continue');
    await owner.sees('This device has a passkey for your account already.');
    // A key that is carried to another device signs in there, by no name and no password.
    await other.authenticator(await passkey.credentials());
    await other.goto(`${server.url}/sign-in`);
    await other.sees('Sign in with a passkey');
    await lookAt(other, 'sign-in-passkey');
    await other.click('Sign in with a passkey');
    await other.sees('Hello, Ada Lovelace');
    await owner.reload();
    await owner.sees('Last used on');
    await owner.click('Remove the passkey of Chrome on Linux');
    await owner.sees('is removed');
    await other.click('Sign out');
    await other.goto(`${server.url}/sign-in`);
    await other.click('Sign in with a passkey');
    await other.sees('This passkey is not known here');
  });

  await t.test('notices are chosen, with quiet hours', async () => {
    await owner.goto(`${server.url}/account`);
    await owner.sees('This server sends no mail.');
    await owner.click('Class has begun without you (mail)', 'checkbox');
    await owner.click('Quiet hours', 'switch');
    await owner.click('Nothing at all in quiet hours', 'checkbox');
    await owner.evaluate(() => document.querySelector('[role=switch]').scrollIntoView({ block: 'center' }));
    await lookAt(owner, 'account-notices');
    await owner.click('Save notices');
    await owner.sees('Your notices are saved.');
    await owner.reload();
    await owner.sees('Nothing at all in quiet hours');
    const states = await owner.evaluate(() =>
      [...document.querySelectorAll('main input[type=checkbox]')].map((box) => box.checked),
    );
    // Two for each kind, and two of quiet hours.
    assert.deepEqual(states, Array.from({ length: 20 }, (_, n) => n !== 4));
    await owner.goto(`${server.url}/unsubscribe/guess`);
    await owner.click('Stop these mails');
    await owner.sees('This link works no more.');
    await lookAt(owner, 'unsubscribe');
    await owner.goto(`${server.url}/account`);
  });

  await t.test('a wrong password changes nothing', async () => {
    await signIn(other, 'correct horse');
    await other.sees('Hello, Ada Lovelace');
    await owner.fill('Present password', 'a wrong horse');
    await owner.fill('New password', 'another horse');
    await owner.click('Change password');
    await owner.sees('That is not your present password.');
    assert.equal(await owner.evaluate(() => document.activeElement.getAttribute('aria-invalid')), 'true');
    await lookAt(owner, 'account-wrong-password');
  });

  await t.test('a changed password signs everybody else out', async () => {
    await owner.fill('Present password', 'correct horse');
    await owner.click('Change password');
    await owner.sees('Your password is changed. All other devices are signed out.');
    await owner.until('one device', () => !/Sign out all others/.test(document.body.innerText));
    // The list of classes asks every ten seconds.
    await other.sees('Do you have an account here?');
    await signIn(other, 'correct horse');
    await other.sees('That e-mail address and password do not match.');
    await signIn(other, 'another horse');
    await other.sees('Hello, Ada Lovelace');
    await owner.reload();
    await owner.click('Sign out all others');
    await owner.sees('All other devices are signed out.');
    await other.comesBack();
    await other.sees('Do you have an account here?');
    await owner.goto(server.url);
    await owner.sees('Hello, Ada Lovelace');
  });
});

/** Runs in the page: a JPEG of somebody, in base64. */
async function portrait({ width, height, noise = 0 }) {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  const [middle, head] = [{ x: width / 2, y: height / 2 }, Math.min(width, height) * 0.24];
  const fill = (style, draw) => {
    context.fillStyle = style;
    context.beginPath();
    draw();
    context.fill();
  };
  fill('#8fb7c9', () => context.rect(0, 0, width, height));
  fill('#35506b', () => context.ellipse(middle.x, middle.y + head * 2.4, head * 1.7, head * 1.5, 0, 0, 7));
  fill('#e0b593', () => context.arc(middle.x, middle.y, head, 0, 7));
  fill('#4b2e20', () => context.arc(middle.x, middle.y - head * 0.25, head * 1.05, Math.PI, 0));
  if (noise > 0) {
    const pixels = context.getImageData(0, 0, width, height);
    for (let at = 0; at < pixels.data.length; at += 1) if (at % 4 < 3) pixels.data[at] += (Math.random() - 0.5) * noise;
    context.putImageData(pixels, 0, 0);
  }
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.95 });
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 4096) text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  return btoa(text);
}
