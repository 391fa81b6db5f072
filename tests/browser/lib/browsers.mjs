// People at browsers: Chromium by Playwright, Firefox by Puppeteer over WebDriver BiDi, with one set of verbs.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import puppeteer from 'puppeteer-core';
import { choose, probe, tiles } from './probe.mjs';

export const CHROMIUM = process.env.MERIDIAN_CHROMIUM ?? '/usr/bin/chromium';
export const FIREFOX = process.env.MERIDIAN_FIREFOX ?? '/usr/bin/firefox-esr';
/** The folder of screenshots and logs. */
export const ARTIFACTS = new URL('../artifacts/', import.meta.url).pathname;
/** Records every failure as a Playwright trace. It takes more processor time than class does. */
const TRACE = Boolean(process.env.MERIDIAN_TRACE);
const PATIENCE_MS = 20_000;
const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Verbs that need only `evaluate`, so they work the same in both browsers. */
class Person {
  constructor(name) {
    this.name = name;
    this.console = [];
  }

  /** Calls `check` in the page until it returns a true value; returns that value. */
  async until(what, check, arg, patience = PATIENCE_MS) {
    const end = Date.now() + patience;
    let last;
    for (;;) {
      try {
        last = await this.evaluate(check, arg);
        if (last) return last;
      } catch (error) {
        last = error.message;
      }
      if (Date.now() > end) {
        await this.keep(`timeout-${what}`);
        throw new Error(`${this.name}: not within ${patience} ms: ${what}; last: ${JSON.stringify(last)}`);
      }
      await new Promise((done) => setTimeout(done, 100));
    }
  }

  /** Like `until`, with a check that runs in the test. */
  async eventually(what, check, patience = PATIENCE_MS) {
    const end = Date.now() + patience;
    let last;
    for (;;) {
      last = await check();
      if (last) return last;
      if (Date.now() > end) {
        await this.keep(`timeout-${what}`);
        throw new Error(`${this.name}: not within ${patience} ms: ${what}; page: ${await this.text().catch(() => '?')}`);
      }
      await new Promise((done) => setTimeout(done, 100));
    }
  }

  text(selector = 'body') {
    return this.evaluate((css) => document.querySelector(css)?.innerText ?? '', selector);
  }

  sees(text, patience) {
    return this.until(`sees ${text}`, (wanted) => document.body.innerText.includes(wanted), text, patience);
  }

  /** Comes back to the page from another tab: what it shows is asked for anew. */
  comesBack() {
    return this.evaluate(() => {
      document.dispatchEvent(new Event('visibilitychange'));
    });
  }

  inbound() {
    return this.evaluate(() => window.meridianProbe.inbound());
  }

  tiles() {
    return this.evaluate(tiles);
  }

  /** Waits until frames of this track are decoded in a tile, and further ones after them; returns the tile. */
  async seesVideoOf(participant, source = 'camera', { height = 1, patience } = {}) {
    const tile = async () =>
      (await this.tiles()).find((t) => t.participant === participant && t.source === source && t.height >= height);
    const first = await this.eventually(`video of ${participant} ${source} >= ${height}`, tile, patience);
    return this.eventually(`moving video of ${participant} ${source}`, async () => {
      const now = await tile();
      return now && now.frames > first.frames + 2 ? now : null;
    }, patience);
  }

  /** Waits until sound arrives: its energy in getStats (squared amplitude times seconds) grows by `by`. */
  async hears(by = 0.001, patience) {
    const energy = async () => (await this.inbound()).reduce((sum, s) => sum + (s.kind === 'audio' ? s.energy : 0), 0);
    const start = await energy();
    return this.eventually('hears', async () => (await energy()) > start + by, patience);
  }

  /** The accessibility violations on the page now; with `rules`, of these rules alone. */
  async axe(rules) {
    if (!(await this.evaluate(() => Boolean(window.axe)))) await this.evaluate(AXE);
    const { violations } = await this.evaluate((rules) => {
      const runOnly = rules && { type: 'rule', values: rules };
      return window.axe.run(document, { resultTypes: ['violations'], ...(runOnly && { runOnly }) });
    }, rules);
    return violations.map((v) => `${v.id}: ${v.help}\n  ${v.nodes.map((n) => `${n.html.slice(0, 200)} ${n.any[0]?.message ?? ''}`).join('\n  ')}`);
  }

  /** Keeps a screenshot and the console, for looking into a failure. */
  async keep(title) {
    await mkdir(ARTIFACTS, { recursive: true });
    const file = join(ARTIFACTS, `${this.name}-${title}`.replace(/[^\w.-]+/g, '_').slice(0, 120));
    await this.screenshot(`${file}.png`).catch(() => {});
    await writeFile(`${file}.log`, this.console.join('\n'));
  }
}

class ChromiumPerson extends Person {
  /**
   * `input`: {audio, video} files for the fake devices; `program`, `args`: how to start Chromium; `beside`: a person whose
   * browser and devices this one shares; `choice`: see `choose`; the rest is for the context.
   */
  static async open(name, input, { program = CHROMIUM, args = [], origin, beside, choice, ...options } = {}) {
    const person = new ChromiumPerson(name);
    const files = input
      ? [`--use-file-for-fake-audio-capture=${input.audio}`, `--use-file-for-fake-video-capture=${input.video}`]
      : [];
    person.guest = Boolean(beside);
    person.browser = beside?.browser ?? await chromium.launch({
      executablePath: program,
      args: [
        '--no-sandbox', '--disable-gpu', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream',
        '--auto-select-desktop-capture-source=Entire screen', '--disable-background-networking',
        '--disable-component-update', '--disable-sync', '--disable-quic', '--no-first-run',
        '--autoplay-policy=no-user-gesture-required', ...files, ...args,
      ],
    });
    const permissions = input ? ['camera', 'microphone', 'clipboard-read', 'clipboard-write'] : [];
    person.context = await person.browser.newContext({ viewport: { width: 1280, height: 800 }, permissions, ...options });
    if (origin) await person.context.grantPermissions(permissions, { origin });
    if (TRACE) await person.context.tracing.start({ screenshots: true, snapshots: false });
    await person.context.addInitScript(probe);
    if (choice) await person.context.addInitScript(choose, choice);
    await person.tab();
    return person;
  }

  /**
   * Gives the browser a device that makes and holds passkeys, with these in it, and whose holder is always there. Returns
   * `credentials`, which reads what it holds.
   */
  async authenticator(held = []) {
    const devtools = await this.context.newCDPSession(this.page);
    await devtools.send('WebAuthn.enable');
    const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true,
        isUserVerified: true, automaticPresenceSimulation: true,
      },
    });
    for (const credential of held) await devtools.send('WebAuthn.addCredential', { authenticatorId, credential });
    const credentials = async () => (await devtools.send('WebAuthn.getCredentials', { authenticatorId })).credentials;
    return { credentials };
  }

  /** Sends so many bytes a second from now on; 0 for as many as there are. */
  async sendSlowly(uploadThroughput) {
    this.line ??= await this.context.newCDPSession(this.page);
    const line = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: uploadThroughput || -1 };
    await this.line.send('Network.emulateNetworkConditions', line);
  }

  /** Goes on in a new tab. */
  async tab() {
    this.page = await this.context.newPage();
    this.page.on('console', (message) => this.console.push(`${message.type()}: ${message.text()}`));
    this.page.on('pageerror', (error) => this.console.push(`pageerror: ${error.stack ?? error}`));
    return this;
  }

  goto = (url) => this.page.goto(url);
  reload = () => this.page.reload();
  evaluate = (check, arg) => this.page.evaluate(check, arg);
  screenshot = (path) => this.page.screenshot({ path });
  click = (name, role = 'button') => this.page.getByRole(role, { name, exact: true }).first().click({ timeout: PATIENCE_MS });
  fill = (label, text) => this.page.getByLabel(label, { exact: true }).fill(text, { timeout: PATIENCE_MS });
  press = (key) => this.page.keyboard.press(key);
  clickIn = (role, name) => this.page.getByRole(role).getByRole('button', { name, exact: true }).click();
  clickAt = (css, name, role = 'button') =>
    this.page.locator(css).getByRole(role, { name, exact: true }).first().click({ timeout: PATIENCE_MS });
  select = (label, value) => this.page.getByLabel(label, { exact: true }).selectOption(value);
  chooseFile = (file) => this.page.locator('input[type=file]').setInputFiles(file);
  type = (text) => this.page.keyboard.type(text);

  /** Presses a button, or a link, that downloads a file; returns its content. */
  async download(css, name, role) {
    const [file] = await Promise.all([this.page.waitForEvent('download'), this.clickAt(css, name, role)]);
    return readFile(await file.path(), 'utf8');
  }

  /** Clicks what downloads a file; returns its name and its bytes. */
  async downloaded(css, name, role) {
    const [file] = await Promise.all([this.page.waitForEvent('download'), this.clickAt(css, name, role)]);
    return { name: file.suggestedFilename(), content: await readFile(await file.path()) };
  }

  resize = (shape) => this.page.setViewportSize(shape);

  /** Changes the window size and colour scheme. */
  async look(shape, colorScheme) {
    await this.resize(shape);
    await this.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // The new colours are there with the next frame.
    await this.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))));
  }

  /** Keeps a screenshot of the page, for people to look at. */
  async shot(title) {
    await mkdir(join(ARTIFACTS, 'pages'), { recursive: true });
    await this.screenshot(join(ARTIFACTS, 'pages', `${title}.png`));
  }

  async keep(title) {
    await super.keep(title);
    if (!TRACE) return;
    const file = join(ARTIFACTS, `${this.name}-${title}.zip`.replace(/[^\w.-]+/g, '_').slice(-120));
    await this.context.tracing.stop({ path: file }).catch(() => {});
    await this.context.tracing.start({ screenshots: true, snapshots: false }).catch(() => {});
  }

  async close() {
    await (this.guest ? this.context : this.browser).close();
  }
}

class FirefoxPerson extends Person {
  /**
   * `capture`: see `probe`; `choice`: see `choose`; `beside`: a person whose browser this one shares; `prefs`: preferences of Firefox;
   * `program`, `port`: how to start Firefox, and where it is spoken to; the rest is what pages see.
   */
  static async open(name, { capture = false, choice, beside, prefs, program, port, timezoneId, locale } = {}) {
    const person = new FirefoxPerson(name);
    person.guest = Boolean(beside);
    person.browser = beside?.browser ?? await person.#launch({ prefs, program, port });
    person.context = person.guest ? await person.browser.createBrowserContext() : person.browser.defaultBrowserContext();
    // A window of its own: what is in the background draws no frames.
    person.page = await person.context.newPage({ type: 'window' });
    await person.page.setViewport({ width: 1280, height: 800 });
    if (timezoneId) await person.page.emulateTimezone(timezoneId);
    if (locale) await person.page.emulateLocale(locale);
    person.page.on('console', (message) => person.console.push(`${message.type()}: ${message.text()}`));
    await person.page.evaluateOnNewDocument(probe, { capture });
    if (choice) await person.page.evaluateOnNewDocument(choose, choice);
    return person;
  }

  async #launch({ prefs = {}, program = FIREFOX, port }) {
    this.profile = await mkdtemp(join(tmpdir(), 'meridian-firefox-'));
    return puppeteer.launch({
      browser: 'firefox',
      executablePath: program,
      debuggingPort: port,
      headless: true,
      userDataDir: this.profile,
      extraPrefsFirefox: {
        'media.navigator.streams.fake': true,
        'media.navigator.permission.disabled': true,
        'media.autoplay.default': 0,
        'media.peerconnection.ice.obfuscate_host_addresses': false,
        'app.update.enabled': false,
        'datareporting.policy.dataSubmissionEnabled': false,
        ...prefs,
      },
    });
  }

  /**
   * The element of a role that has this name, within another one. Firefox takes ten seconds for it on a page with a long list when it
   * is asked by its tree of accessibility.
   */
  async #named(within, name, role) {
    const native = { button: 'button:not([role])', link: 'a[href]', checkbox: 'input[type=checkbox]:not([role])', radio: 'input[type=radio]' };
    const css = [`[role=${role}]`, native[role]].filter(Boolean).map((one) => `${within} ${one}`).join();
    const pattern = name instanceof RegExp ? name.source : null;
    return this.page.waitForFunction((css, wanted, pattern) => [...document.querySelectorAll(css)].find((element) => {
      const names = [element.ariaLabel, element.innerText, ...[...(element.labels ?? [])].map(({ innerText }) => innerText)];
      const fits = (name) => (pattern === null ? name === wanted : new RegExp(pattern).test(name));
      return names.some((name) => name && fits(name.trim())) && element.checkVisibility();
    }), { timeout: PATIENCE_MS }, css, pattern === null ? name : null, pattern);
  }

  /** The control of a form that has this label. */
  async #control(label) {
    return this.page.waitForFunction((wanted) => [...document.querySelectorAll('input, select, textarea')].find((control) => {
      const labels = [...(control.labels ?? [])].map(({ innerText }) => innerText.trim());
      return [control.ariaLabel, ...labels].includes(wanted) && control.checkVisibility();
    }), { timeout: PATIENCE_MS }, label);
  }

  goto = (url) => this.page.goto(url);
  reload = () => this.page.reload();
  evaluate = (check, arg) => this.page.evaluate(check, arg);
  screenshot = (path) => this.page.screenshot({ path });
  press = (key) => this.page.keyboard.press(key);
  resize = (shape) => this.page.setViewport(shape);
  click = (name, role = 'button') => this.clickAt('', name, role);
  clickAt = async (css, name, role = 'button') => (await this.#named(css, name, role)).asLocator().setTimeout(PATIENCE_MS).click();
  fill = async (label, text) => (await this.#control(label)).asLocator().setTimeout(PATIENCE_MS).fill(text);
  select = async (label, value) => (await this.#control(label)).select(value);
  chooseFile = async (file) => (await this.page.waitForSelector('input[type=file]')).uploadFile(file);

  async close() {
    if (this.guest) return this.context.close();
    await this.browser.close();
    await rm(this.profile, { recursive: true, force: true });
  }
}

export const openChromium = ChromiumPerson.open;
export const openFirefox = FirefoxPerson.open;
