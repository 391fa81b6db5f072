// Measures in a page that plays a recording how far pictures and events are from the sound, which leads.
import assert from 'node:assert/strict';

/** How far a picture may be from the sound: 95 of 100 looks see less. */
const PICTURE_MS = 100;
/** How far from its time a message may appear. */
const EVENT_MS = 250;
/** After playback began, or was brought elsewhere, a picture that was decoded late catches up by its rate: it is so near then, and so soon. */
const [SETTLED_MS, SETTLE_MS] = [50, 3_000];
const LOOKS = 40;

/**
 * Measures what plays from now on: so many pictures, and at least so many messages that appear. `how` says in the report at which speed, and
 * where.
 */
export async function staysInStep(t, person, how, { pictures, messages }) {
  const drifts = () => person.evaluate(() => window.meridianProbe.drifts());
  await person.eventually(`${how}: all pictures play with the sound`, async () => {
    const now = await drifts();
    return now?.length === pictures && Math.max(...now) < SETTLED_MS;
  }, SETTLE_MS);
  await person.evaluate(() => window.meridianProbe.watchLog());
  const looks = [];
  const shown = await person.eventually(`${how}: ${LOOKS} looks, ${messages} messages`, async () => {
    looks.push(...((await drifts()) ?? []));
    const shown = await person.evaluate(() => window.meridianProbe.shown);
    return looks.length >= LOOKS && shown.length >= messages && shown;
  });
  looks.sort((one, other) => one - other);
  const [middle, p95] = [0.5, 0.95].map((share) => looks[Math.floor(looks.length * share)]);
  t.diagnostic(`${person.name}, ${how}: |picture - sound| ${middle.toFixed(0)} ms in the middle of ${looks.length} looks, p95 ${p95.toFixed(0)} ms; `
    + `event - sound ${shown.map((ms) => ms.toFixed(0)).join(', ')} ms`);
  assert.ok(p95 < PICTURE_MS, `${how}: p95 of the drift is ${p95} ms`);
  for (const ms of shown) assert.ok(Math.abs(ms) < EVENT_MS, `${how}: a message appeared ${ms} ms from its time`);
}
