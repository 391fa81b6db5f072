// Letters that could not be sent: an owner sees to whom, about what and why, tries one again, and gives one up. A letter that changes an
// address, and one that lets into a course.
import { test } from 'node:test';
import { openChromium } from '../../lib/browsers.mjs';
import { SILENT, Stack } from '../../lib/class.mjs';
import { lookAt } from '../../lib/look.mjs';
import { Mailbox } from '../../lib/mailbox.mjs';
import { ask, claim, closeToasts, enrol, headed, PASSWORD } from '../../lib/school.mjs';
import { Server } from '../../lib/server.mjs';

test('letters that could not be sent', { timeout: 120_000 }, async (t) => {
  const stack = new Stack();
  t.after(() => stack.close());
  const mailbox = new Mailbox();
  const server = stack.use(await Server.unclaimed({ mailbox }));
  const owner = stack.use(await openChromium('owner', undefined, { choice: SILENT }));
  await claim(owner, server);
  await mailbox.letter('ada@school.example', 'Confirm your address');

  const inviteInVain = async (name) => {
    await server.refuseLetter(550);
    await owner.goto(`${server.url}/people`);
    await owner.fill('Name', name);
    await owner.fill('E-mail', `${name.toLowerCase()}@school.example`);
    await owner.click('Send invitation');
    await owner.sees(`${name.toLowerCase()}@school.example`);
    await owner.eventually('the refused letter', async () =>
      owner.evaluate(async () => (await (await fetch('/api/mail/failed')).json()).length > 0),
    );
  };

  await t.test('nothing is there while all are sent', async () => {
    await owner.goto(`${server.url}/people`);
    await owner.click('Letters that were not sent', 'link');
    await owner.sees('All letters were sent.');
    await lookAt(owner, 'letters-none');
  });

  await t.test('one is tried again, and arrives', async () => {
    await inviteInVain('Ivy');
    await owner.goto(`${server.url}/people`);
    await owner.click('1 letter was not sent', 'link');
    await owner.sees('An invitation to this server');
    await owner.sees('550');
    await lookAt(owner, 'letters');
    await owner.goto(`${server.url}/letters?lang=x-rtl`);
    await owner.sees('550');
    await lookAt(owner, 'letters-rtl');
    await owner.goto(`${server.url}/letters`);
    await owner.click('Try again: An invitation to this server, to ivy@school.example');
    await owner.sees('The letter to ivy@school.example is on its way.');
    await owner.sees('All letters were sent.');
    await mailbox.letter('ivy@school.example', 'invites you');
  });

  await t.test('another one is given up', async () => {
    await closeToasts(owner);
    await inviteInVain('Ben');
    await owner.goto(`${server.url}/letters`);
    await owner.click('Give up: An invitation to this server, to ben@school.example');
    await owner.sees('The letter to ben@school.example is not sent.');
    await owner.sees('All letters were sent.');
  });

  await t.test('the letter to a new address asks whoever opens it to sign in, and goes on', async () => {
    await owner.goto(`${server.url}/account`);
    await owner.click('Change address');
    await owner.fill('New address', 'ada@new.example');
    await owner.fill('Password', 'correct horse');
    await owner.clickIn('dialog', 'Send the link');
    const { link } = await mailbox.letter('ada@new.example', 'Confirm your address');
    const other = stack.use(await openChromium('other', undefined, { beside: owner, choice: SILENT }));
    await other.goto(link);
    await other.click('Confirm this address');
    await other.sees('This changes the address of an account.');
    await lookAt(other, 'confirm-sign-in');
    await other.fill('E-mail', 'ada@school.example');
    await other.fill('Password', 'correct horse');
    await other.clickAt('form', 'Sign in');
    await other.sees('ada@new.example is confirmed.');
    await mailbox.letter('ada@school.example', 'was changed');
  });

  await t.test('the letter that confirms an address leads into the course that asked for it', async () => {
    await owner.goto(server.url);
    const course = await enrol(server, owner, []);
    const link = { on: true, reset: false, approval: false, domains: ['school.example', 'other.example'] };
    const { code } = await ask(owner, 'PUT', `/api/courses/${course}/join`, link);
    const lea = stack.use(await openChromium('lea', undefined, { beside: owner, choice: SILENT }));
    await lea.goto(`${server.url}/courses/join/${code}`);
    await lea.sees('You are a member once you have confirmed your address');
    await lea.fill('Your name', 'Lea');
    await lea.fill('E-mail', 'lea@school.example');
    await lea.fill('Password', PASSWORD);
    await lea.click('Create account and join');
    await lea.sees('Confirm your address and you are in');
    await lea.goto(server.url);
    await lea.sees('The link for that is in a mail to you.');
    await lookAt(lea, 'home-confirms');
    await lea.goto((await mailbox.letter('lea@school.example', 'Confirm your address')).link);
    await lea.click('Confirm this address');
    await lea.sees('lea@school.example is confirmed.');
    await lookAt(lea, 'confirmed-in-course');
    await lea.click('Go to Physics 1', 'link');
    await headed(lea, 'Physics 1');
  });
});
