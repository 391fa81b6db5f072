// A class in progress: the demo server, an instructor and students who have joined.
import { openChromium, openFirefox } from './browsers.mjs';
import { inputs } from './inputs.mjs';
import { Server } from './server.mjs';

/** Closes all that was opened, last first. */
export class Stack {
  #opened = [];

  use(thing) {
    this.#opened.push(thing);
    return thing;
  }

  async close() {
    for (const thing of this.#opened.reverse()) await thing.close();
  }
}

/** Seats are numbered in order of arrival. */
export const TEACHER = 1;

/** Opens the demo's class with its instructor in it; everything is closed after the test. */
export async function openClass(test, options) {
  const stack = new Stack();
  test.after(() => stack.close());
  const server = stack.use(await Server.demo(options));
  const people = await inputs(options?.size);
  const teacher = stack.use(await openChromium('teacher', people.teacher));
  await teacher.goto(server.links.Owner);
  await join(teacher);
  return { server, teacher, people, stack };
}

/** Joins from the lobby. After a minute of class `Join` is called `Join live`. */
export async function knock(person, name, button) {
  const found = () => [...document.querySelectorAll('button')].map((b) => b.innerText.trim()).find((text) => /^Join/.test(text));
  const join = await person.until('lobby', found);
  if (name) await person.fill('Your name', name);
  await person.click(button ?? join);
}

/** Joins from the lobby and waits for the classroom. The owner joins under their own name. */
export async function join(person, name, button) {
  await knock(person, name, button);
  await person.until('classroom', () => location.pathname.startsWith('/class/'));
  await person.until('toolbar', () => Boolean(document.querySelector('[role=toolbar]')));
}

/** A guest in Chromium, joined. */
export async function chromiumGuest(world, name, input, button, options) {
  const guest = world.stack.use(await openChromium(name, input, options));
  await guest.goto(world.server.links.Join);
  await join(guest, name, button);
  return guest;
}

/** The choice of a person who joins without camera and microphone. */
export const SILENT = { microphone: false, camera: false };

/** A guest in the browser of another Chromium guest, joined; by default silent. */
export const guestBeside = (world, name, beside, choice = SILENT) =>
  chromiumGuest(world, name, undefined, undefined, { beside, choice, permissions: ['camera', 'microphone'] });

/** A guest in Firefox, joined. */
export async function firefoxGuest(world, name, button, options) {
  const guest = world.stack.use(await openFirefox(name, options));
  await guest.goto(world.server.links.Join);
  await join(guest, name, button);
  return guest;
}
