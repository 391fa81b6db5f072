// The timeline player against a recorded class, in both browsers: drift, seeking, gaps, changes of codec, the live edge.
// `node --test tests/browser/player/`; needs ffmpeg and `npm ci` in web/ and tests/browser/. Figures go to the output.
//
// Headless Firefox has no sound device here, so there the player leads by the wall clock; in Chromium by the sound.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { openChromium, openFirefox } from '../lib/browsers.mjs';
import { busyFixture, fixture } from './fixture.mjs';
import { bundle, serve } from './server.mjs';

/** Machines that run tests are busy: these limits are several times the values of an idle one. */
const DRIFT_MS = 150;
const SEEK_MS = 2_000;
/** Two frames, and the time between two measurements. */
const IN_STEP_MS = 150;

let recorded;
let page;
before(async () => {
  recorded = fixture();
  page = await bundle();
});

async function open(t, browser, { what = recorded, ...options } = {}) {
  const server = await serve(what, page, options);
  const person = await browser('player');
  t.after(async () => {
    await person.close();
    await server.close();
  });
  await person.goto(server.url);
  await person.until('page', () => window.ready);
  await person.evaluate(() => {
    show(1, 'screen');
    show(2, 'camera');
    show(3, 'screen');
  });
  return { server, person };
}

/** Plays from one time to another; returns how far the picture is off there. */
async function playOver(person, participant, from, to) {
  await person.evaluate((at) => (player.seek(at), void player.play()), from);
  await person.until(`${to} ms`, (at) => player.position >= at, to);
  const inStep = ({ participant, within }) => {
    const off = Math.abs(shown(participant) - player.position);
    return off <= within && { off };
  };
  await person.until('picture in step', inStep, { participant, within: IN_STEP_MS }, 5_000);
}

/** Browsers that keep one megabyte of pictures: the least that Chromium can be told. */
const SMALL = {
  Chromium: (name) => openChromium(name, undefined, { args: ['--mse-video-buffer-size-limit-mb=1'] }),
  Firefox: (name) => openFirefox(name, { prefs: { 'media.mediasource.eviction_threshold.video': 2 ** 20 } }),
};

for (const [name, browser, master] of [['Chromium', openChromium, 'audio'], ['Firefox', openFirefox, 'wall']]) {
  test(`${name}: a finished class`, { timeout: 240_000 }, async (t) => {
    const { server, person } = await open(t, browser);
    await person.evaluate(() => (player.seek(57_000), void player.play()));
    await person.until('starts where it was sent before anything was loaded', () => player.position > 57_200);

    await t.test('passes over the time in which the server was away', async () => {
      await playOver(person, 1, 58_000, 75_300);
      assert.deepEqual((await person.evaluate(() => state())).gaps, [{ from: 60_000, to: 75_000 }]);
    });

    for (const rate of [1, 2, 3]) {
      await t.test(`stays in step at ${rate}x`, async (t) => {
        await person.evaluate((rate) => ((player.rate = rate), player.seek(8_000)), rate);
        await person.until('settled', () => player.position > 12_000);
        const drifts = await person.evaluate(() => window.drifts(1, 4_000));
        const median = drifts[drifts.length >> 1];
        t.diagnostic(`${drifts.length} pictures, drift median ${median.toFixed()} ms, 95 % ${drifts[Math.floor(drifts.length * 0.95)].toFixed()} ms`);
        assert.ok(median < DRIFT_MS);
      });
    }
    assert.equal((await person.evaluate(() => state())).masterKind, master);
    await person.evaluate(() => (player.rate = 1));

    await t.test('shows the picture of any moment soon after a seek', async (t) => {
      const times = [];
      for (const at of [3_000, 112_345, 29_500, 90_500, 47_777, 76_000, 15_999, 103_210, 31_000, 8_100]) {
        times.push(Math.round(await person.evaluate((at) => seekTo(at, 1), at)));
      }
      t.diagnostic(`milliseconds: ${times.join(' ')}`);
      times.sort((a, b) => a - b);
      assert.ok(times[times.length >> 1] < SEEK_MS);
    });

    await t.test('goes on over another resolution, and another codec', async () => {
      await playOver(person, 1, 28_500, 31_000);
      await playOver(person, 1, 88_500, 91_000);
    });

    await t.test('knows when a camera is off, and shows it when it is on again', async () => {
      await person.evaluate(() => player.seek(21_000));
      await person.until('off', () => !state().tracks.includes(2));
      await playOver(person, 2, 24_000, 25_500);
      assert.ok((await person.evaluate(() => state())).tracks.includes(2));
    });

    await t.test('shows a screen that stands still most of the time', async () => {
      await person.evaluate(() => player.seek(12_500));
      await person.until('a second later', () => player.position > 14_200);
      const off = await person.evaluate(() => player.position - shown(3));
      assert.ok(off > -IN_STEP_MS && off < 1_000 + IN_STEP_MS, `${off}`);
    });

    await t.test('survives a network that fails', async () => {
      server.faults.failNext = 8;
      await playOver(person, 1, 101_000, 102_000);
    });

    await t.test('passes over sound that is missing', async () => {
      server.faults.missing = new Set(recorded.lines.map(({ entry }) => entry.file).filter((f) => /^t0-4[01]\d\d\d/.test(f ?? '')));
      assert.ok(server.faults.missing.size > 0);
      await playOver(person, 1, 38_500, 43_000);
    });

    await t.test('stops at the end', async () => {
      await person.evaluate(() => (player.seek(117_000), void player.play()));
      await person.until('end', () => !player.playing);
      const { position, edge, complete } = await person.evaluate(() => state());
      assert.deepEqual({ position, edge, complete }, { position: 120_000, edge: 120_000, complete: true });
    });
  });

  test(`${name}: a class whose manifest has many pages`, { timeout: 120_000 }, async (t) => {
    const { person } = await open(t, browser, { pageLines: 12, pageMs: 500 });
    await person.evaluate(() => (player.seek(100_000), void player.play()));
    await person.until('plays where it was sent before all pages are read', () => player.position > 100_200 && !player.complete);
    await person.until('picture', () => Math.abs(shown(1) - player.position) < 1_000);
    await person.until('reads the rest', () => player.complete, undefined, 60_000);
    assert.deepEqual((await person.evaluate(() => state())).gaps, [{ from: 60_000, to: 75_000 }]);
    await playOver(person, 1, 8_000, 9_000);
  });

  test(`${name}: a class that is held`, { timeout: 180_000 }, async (t) => {
    const { person, server } = await open(t, browser, { liveFrom: 40_000 });
    await person.evaluate(() => ((player.rate = 2), player.seek(33_000), void player.play()));
    await person.until('catches up', () => player.atEdge, undefined, 30_000);
    await person.evaluate(() => (player.rate = 1));
    await person.until('goes on by itself', (from) => player.position > from + 3_000, await person.evaluate(() => player.position));
    const { edge, playable } = await person.evaluate(() => state());
    assert.ok(Math.abs(edge - server.now()) < 500 && playable < edge);
    await person.until('is back with the server', () => player.position > 76_000, undefined, 60_000);
    await person.until('comes to the end', () => player.complete && !player.playing, undefined, 90_000);
    assert.equal(await person.evaluate(() => player.position), 120_000);
  });

  test(`${name}: a browser that keeps little`, { timeout: 180_000 }, async (t) => {
    const { person } = await open(t, SMALL[name], { what: busyFixture() });
    await person.evaluate(() => {
      window.refused = 0;
      const { appendBuffer } = SourceBuffer.prototype;
      SourceBuffer.prototype.appendBuffer = function append(data) {
        try {
          appendBuffer.call(this, data);
        } catch (error) {
          window.refused += error.name === 'QuotaExceededError';
          throw error;
        }
      };
    });
    await playOver(person, 1, 0, 15_000);
    const refused = await person.evaluate(() => window.refused);
    t.diagnostic(`${refused} segments were refused`);
    assert.ok(refused > 0 && refused < 50, 'the quota is met, and no segment is tried for ever');
    await t.test('seeks back and forth', async () => {
      for (const at of [90_000, 4_000, 60_000, 58_000]) assert.ok((await person.evaluate((at) => seekTo(at, 1), at)) < SEEK_MS);
    });
    await t.test('goes on to the end', async () => {
      await playOver(person, 1, 108_000, 118_000);
      await person.until('end', () => !player.playing);
      assert.equal(await person.evaluate(() => player.position), 120_000);
    });
  });
}
