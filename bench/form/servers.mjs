// Fresh servers for one run: real processes, one address of 127.0.0.0/8 each. They die with this process, however it dies.
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const PORT = 7379;
const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const SCRIPTS = join(ROOT, 'src/scripts');

/** Somebody's own redis.conf for a cluster, all else as the engine has it; and what this package renders, but for what each server has of its own. */
const plain = ['cluster-enabled yes', 'cluster-node-timeout 5000', 'appendonly yes', 'protected-mode no'];
const [, rendered] = /\n {2}redis\.conf: \|\n((?: {4}.*\n|\n)+)/.exec(readFileSync(join(ROOT, 'dist/quickstart.k8s.yaml'), 'utf8'));
const ours = rendered.split('\n').filter((line) => !/^ *(port|cluster-port|bind|dir|cluster-config-file) /.test(line));

// The second byte of the addresses: the first that nobody else uses, held by listening on it.
async function claimByte() {
  for (let byte = 20; byte < 250; byte++) {
    const server = createServer();
    const taken = await new Promise((resolve) => {
      server.once('error', () => resolve(true)).listen(PORT, `127.${byte}.255.254`, () => resolve(false));
    });
    if (!taken) return { byte, server: server.unref() };
  }
  throw new Error('every 127.x.255.254 is taken');
}
const { byte } = await claimByte();
let used = 0;

export class Servers {
  /** kind: plain, settings (plain with our redis.conf) or pods (our redis.conf and start.sh). */
  static async start(count, kind) {
    const servers = new Servers(count);
    servers.addresses.forEach((address, i) => servers.#spawn(address, kind, join(servers.directory, `node-${i}`)));
    await Promise.all(servers.addresses.map(untilItAnswers));
    return servers;
  }

  constructor(count) {
    this.directory = mkdtempSync(join(tmpdir(), 'bench-form-'));
    this.addresses = Array.from({ length: count }, (_, i) => `127.${byte}.${(used + i) >> 7}.${((used + i) & 127) + 1}`);
    // Addresses of an earlier run rest, as its connections do.
    used = (used + count) % 16384;
    this.processes = [];
    this.nodeScripts = this.#mount('node');
    this.managerScripts = this.#mount('manager');
  }

  #spawn(address, kind, directory) {
    mkdirSync(join(directory, 'run'), { recursive: true });
    mkdirSync(join(directory, 'data'));
    const configuration = join(directory, 'redis.conf');
    const own = [
      `port ${PORT}`,
      `bind ${address}`,
      `cluster-announce-ip ${address}`,
      `dir ${join(directory, 'data')}`,
      `logfile ${join(directory, 'log')}`,
    ];
    writeFileSync(configuration, [...own, ...(kind === 'plain' ? plain : ours), ''].join('\n'));
    const command = kind === 'pods' ? ['sh', join(this.nodeScripts, 'start.sh')] : ['redis-server', configuration];
    const environment = {
      POD_NAME: address,
      POD_IP: address,
      HOST: address,
      POD_NAMESPACE: 'bench',
      NODE_NAME: 'here',
      SERVICE_NAME: 'nodes',
      CLUSTER_DOMAIN: 'local',
    };
    const paths = { RUN: join(directory, 'run'), DATA: join(directory, 'data'), CONFIG: configuration };
    this.processes.push(
      spawn('setpriv', ['--pdeathsig', 'KILL', ...command], {
        stdio: 'ignore',
        env: { PATH: process.env.PATH, PORT, ANNOUNCE_NODE_NAME: 'no', ...environment, ...paths },
      }),
    );
  }

  /** A ConfigMap: the scripts of one side in one folder. */
  #mount(side) {
    const folder = join(this.directory, side);
    mkdirSync(folder);
    for (const from of [side, ...(side === 'manager' ? ['manager/plan'] : []), '.']) {
      for (const file of readdirSync(join(SCRIPTS, from), { withFileTypes: true })) {
        if (file.isFile()) cpSync(join(SCRIPTS, from, file.name), join(folder, file.name));
      }
    }
    return folder;
  }

  /** The manager as the Job (form) or the keeper (keep) runs it: program and environment. */
  manager(replicas, task = 'form') {
    const shape = {
      SHAPE_HASH: 'bench',
      NAME: 'bench',
      PODS: this.addresses.join(' '),
      SERVICE: 'nodes',
      CLUSTER_DOMAIN: 'local',
      PORT,
      SHARDS: this.addresses.length / (1 + replicas),
      REPLICAS: replicas,
      NODE_TIMEOUT: 5000,
      WAIT: 60,
      ANNOUNCED: 'yes',
    };
    const lines = Object.entries(shape).map(([name, value]) => `${name}='${value}'\n`);
    writeFileSync(join(this.managerScripts, 'shape'), lines.join(''));
    const work = mkdtempSync(join(this.directory, 'work-'));
    const env = { WORK: work, SUFFIX: '', POD_NAMESPACE: 'bench', PATH: `${this.#dns()}:${process.env.PATH}` };
    return { command: ['sh', join(this.managerScripts, 'manage.sh'), task], env };
  }

  /** As in Kubernetes, the Service's name leads to all servers that have an address; it is empty here. */
  #dns() {
    const folder = mkdtempSync(join(this.directory, 'dns-'));
    const lines = this.addresses.map((address) => `echo ${address} STREAM`);
    writeFileSync(join(folder, 'getent'), ['#!/bin/sh', '[ "$*" = "ahosts " ] || exit 2', ...lines, ''].join('\n'), { mode: 0o755 });
    return folder;
  }

  async stop() {
    const gone = this.processes.map((each) => new Promise((resolve) => each.once('exit', resolve)));
    for (const each of this.processes) each.kill('SIGKILL');
    await Promise.all(gone);
    // A child that rewrites the append-only file may outlive its server for a moment.
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 10 });
  }
}

async function untilItAnswers(address) {
  for (let tries = 0; tries < 600; tries++) {
    const answers = await new Promise((resolve) => {
      const socket = connect(PORT, address, () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (answers) return;
    await sleep(50);
  }
  throw new Error(`${address} does not start`);
}
