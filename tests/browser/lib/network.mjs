// A network of two hosts on this machine, with a cable that can be pulled: a namespace joined by a veth pair.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ip = (line) => run('ip', line.split(' '));

/**
 * The far end of `forward`: takes connections at a socket in the file system, and makes each to a port there. Once its input ends it takes no more,
 * and goes when the last one has ended.
 */
const FAR_END = `
  const { connect, createServer } = require('node:net');
  const [socket, port] = process.argv.slice(1);
  const joined = (near) => {
    const far = connect(Number(port), '127.0.0.1');
    for (const [one, other] of [[near, far], [far, near]]) one.pipe(other).on('error', () => one.destroy());
  };
  const server = createServer(joined).listen(socket, () => console.log('listening'));
  process.stdin.resume().on('end', () => server.close());
`;

export class Cable {
  #files = [];
  #servers = [];
  #relays = [];

  /** Lays a cable for a test; returns `why` alone where the machine does not allow it (not root, no namespaces). */
  static async lay(test) {
    const cable = new Cable();
    test.after(() => cable.close());
    // The id keeps the cables of several runs apart.
    const id = process.pid % 10_000;
    const net = `10.77.${process.pid % 256}`;
    Object.assign(cable, { space: `meridian-${id}`, near: `mnear${id}`, far: `mfar${id}`, address: `${net}.1`, other: `${net}.2` });
    try {
      await ip(`netns add ${cable.space}`);
      await ip(`link add ${cable.near} type veth peer name ${cable.far} netns ${cable.space}`);
      // An address of IPv6 would come a second or two later, and browsers break off what they load when addresses change.
      await ip(`link set ${cable.near} addrgenmode none`);
      await ip(`-n ${cable.space} link set ${cable.far} addrgenmode none`);
      await ip(`addr add ${cable.address}/24 dev ${cable.near}`);
      await ip(`link set ${cable.near} up`);
      await ip(`-n ${cable.space} addr add ${cable.other}/24 dev ${cable.far}`);
      await ip(`-n ${cable.space} link set ${cable.far} up`);
      await ip(`-n ${cable.space} link set lo up`);
    } catch (error) {
      return { why: error.message };
    }
    return cable;
  }

  /** A program that runs another one at the far end. */
  async program(path) {
    const file = this.#file(`${basename(path)}.sh`);
    await writeFile(file, `#!/bin/sh\nexec ip netns exec ${this.space} ${path} "$@"\n`);
    await chmod(file, 0o755);
    return file;
  }

  /**
   * Leads to a port of the far end, whether or not the cable is there: namespaces share the file system, and its sockets. Returns the port,
   * which is free at both ends.
   */
  async forward() {
    const socket = this.#file('forward');
    const near = createServer((one) => {
      const other = connect(socket);
      for (const [from, to] of [[one, other], [other, one]]) from.pipe(to).on('error', () => from.destroy());
    });
    this.#servers.push(near);
    await once(near.listen(0, '127.0.0.1'), 'listening');
    const { port } = near.address();
    const far = spawn('ip', ['netns', 'exec', this.space, process.execPath, '-e', FAR_END, socket, String(port)], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#relays.push(far);
    await once(far.stdout, 'data');
    return port;
  }

  #file(name) {
    const file = join(tmpdir(), `${this.space}-${name}`);
    this.#files.push(file);
    return file;
  }

  pull = () => ip(`link set ${this.near} down`);
  plug = () => ip(`link set ${this.near} up`);

  /** Packets are lost beyond the cable: the far end is not told. */
  lose = () => ip(`route add blackhole ${this.other}/32`);
  find = () => ip(`route del blackhole ${this.other}/32`);

  async close() {
    await this.find().catch(() => {});
    for (const relay of this.#relays) relay.stdin.end();
    for (const server of this.#servers) server.close();
    await ip(`netns del ${this.space}`).catch(() => {});
    for (const file of this.#files) await rm(file, { force: true });
  }
}
