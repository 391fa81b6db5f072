// A network of two hosts on this machine, with a cable that can be pulled: a namespace joined by a veth pair.
import { execFile } from 'node:child_process';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ip = (line) => run('ip', line.split(' '));

export class Cable {
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
    const file = join(tmpdir(), `${this.space}.sh`);
    await writeFile(file, `#!/bin/sh\nexec ip netns exec ${this.space} ${path} "$@"\n`);
    await chmod(file, 0o755);
    this.file = file;
    return file;
  }

  pull = () => ip(`link set ${this.near} down`);
  plug = () => ip(`link set ${this.near} up`);

  /** Packets are lost beyond the cable: the far end is not told. */
  lose = () => ip(`route add blackhole ${this.other}/32`);
  find = () => ip(`route del blackhole ${this.other}/32`);

  async close() {
    await this.find().catch(() => {});
    await ip(`netns del ${this.space}`).catch(() => {});
    if (this.file) await rm(this.file, { force: true });
  }
}
