// A real server in a folder of its own, which can be stopped, killed and started again.
import { spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

const BINARY = process.env.MERIDIAN_BINARY ?? fail('MERIDIAN_BINARY is not set: run `cargo xtask test --only browser`');

/** The server with a mailbox and a clock that is set ahead. */
const REHEARSAL = join(dirname(BINARY), 'rehearsal');

function fail(message) {
  throw new Error(message);
}

/**
 * A port that is free now, for TCP and for UDP: the server takes both at the same number, and keeps them over restarts, so that pages find
 * it again.
 */
async function freePort() {
  for (;;) {
    const probe = createServer().listen(0);
    await once(probe, 'listening');
    const { port } = probe.address();
    const isFree = await isFreeForUdp(port);
    await new Promise((done) => probe.close(done));
    if (isFree) return port;
  }
}

async function isFreeForUdp(port) {
  const probe = createSocket('udp4');
  try {
    probe.bind(port);
    await once(probe, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    await new Promise((done) => probe.close(done));
  }
}

export class Server {
  /** Whether this machine lets a server have a small disk of its own (unshare(1)). */
  static get mayHaveDisk() {
    return spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;
  }

  /** Starts a server with an owner and an open class. `disk`: the size of a disk of its own, as mount(8) takes it. */
  static async demo({ listen = '127.0.0.1', disk } = {}) {
    const server = new Server();
    server.host = listen;
    server.disk = disk;
    server.data = await mkdtemp(join(tmpdir(), 'meridian-'));
    server.port = await freePort();
    await server.start('--demo');
    return server;
  }

  /** Starts a server without an owner. With a `mailbox` it sends its mail there, and has a clock of what is planned: see `at`. */
  static async unclaimed({ mailbox } = {}) {
    const server = new Server();
    server.host = '127.0.0.1';
    server.mailbox = mailbox;
    server.ahead = 0;
    server.data = await mkdtemp(join(tmpdir(), 'meridian-'));
    server.port = await freePort();
    await server.start();
    return server;
  }

  /** Starts a server on a folder that has an owner. */
  static async on(data) {
    const server = new Server();
    server.host = '127.0.0.1';
    server.data = data;
    server.hasOwner = true;
    server.port = await freePort();
    await server.start();
    return server;
  }

  get url() {
    return `http://localhost:${this.port}`;
  }

  /** Starts the process; `links` has the links that it printed: {Setup} or {Owner, Join}. */
  async start(...flags) {
    const listen = `${this.host}:${this.port}`;
    const args = this.mailbox ? [listen, this.data] : ['serve', '--listen', listen, '--data', this.data, ...flags];
    const onDisk = ['-rm', 'sh', '-c', `mount -t tmpfs -o size=${this.disk},mode=700 tmpfs "$1" && shift && exec "$@"`, 'sh', this.data];
    const binary = this.mailbox ? REHEARSAL : BINARY;
    const [program, before] = this.disk ? ['unshare', [...onDisk, binary]] : [binary, []];
    this.process = spawn(program, [...before, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.exited = new Promise((done) => this.process.once('exit', (code, signal) => done({ code, signal })));
    this.log ??= '';
    this.process.stderr.on('data', (chunk) => (this.log += chunk));
    this.links = { ...this.links };
    const lines = createInterface({ input: this.process.stdout });
    lines.on('line', (line) => {
      const [, name, said] = /^(\w+): (.+)$/.exec(line) ?? [];
      if (name === 'Letter') this.mailbox.take(JSON.parse(said));
      else if (name === 'Ahead') this.process.emit('ahead');
      else if (name === 'Refuses') this.process.emit('refuses');
      else if (name === 'Crowded') this.process.emit('crowded');
      else if (name) this.links[name] = said;
    });
    await this.healthy();
    // A server that has an owner prints nothing.
    if (this.hasOwner) return;
    const expected = flags.includes('--demo') ? 'Join' : this.links.Join ? 'Join' : 'Setup';
    while (!this.links[expected]) await new Promise((done) => lines.once('line', done));
  }

  /** Resolves once the server answers. */
  async healthy() {
    for (;;) {
      if (this.process.exitCode !== null) fail(`the server exited:\n${this.log}`);
      try {
        if ((await fetch(`${this.url}/healthz`)).ok) return;
      } catch {
        // The server does not listen yet.
      }
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  /** Sets the clock of what is planned to an instant that is to come, and waits until all that is due then is queued. */
  async at(unix) {
    const by = unix - Date.now() - this.ahead;
    this.ahead += by;
    const set = once(this.process, 'ahead');
    this.process.stdin.write(`${by}\n`);
    await set;
  }

  /** Has the mailbox refuse the next letter with a code of SMTP. */
  async refuseLetter(code) {
    const refuses = once(this.process, 'refuses');
    this.process.stdin.write(`refuse ${code}\n`);
    await refuses;
  }

  /** Has people join the class that runs, and write. Starts again, so that everybody learns of it. Takes a server with a mailbox. */
  async crowd(people, messages) {
    const crowded = once(this.process, 'crowded');
    this.process.stdin.write(`crowd ${people} ${messages}\n`);
    const gone = this.exited.then(() => fail(`the server exited:\n${this.log}`));
    await Promise.race([crowded, gone]);
    await this.stop();
    await this.start();
  }

  /** Takes so much of the server's own disk, or all to the last byte; returns a function that frees it. */
  async fillDisk(bytes = Infinity) {
    // The disk is mounted where only the server sees it.
    const file = join('/proc', String(this.process.pid), 'root', this.data, 'filler');
    let taken = 0;
    for (const chunk of [Buffer.alloc(1 << 20), Buffer.alloc(1 << 12)]) {
      try {
        for (; taken < bytes; taken += chunk.length) await appendFile(file, chunk);
      } catch (error) {
        if (error.code !== 'ENOSPC') throw error;
      }
    }
    return () => rm(file);
  }

  /** Ends the server as an operator would; returns {code, signal}. */
  async stop(signal = 'SIGTERM') {
    this.process.kill(signal);
    return this.exited;
  }

  async close() {
    if (this.process.exitCode === null && this.process.signalCode === null) await this.stop();
    await rm(this.data, { recursive: true, force: true });
  }
}
