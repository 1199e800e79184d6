// Starts the program on a free port with a data folder of its own, and speaks its API as the owner of
// the machine.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Client } from './client.mjs';

export const root = resolve(fileURLToPath(new URL('.', import.meta.url)), '../..');
export const predub = resolve(process.env.PREDUB ?? join(root, 'build/release/predub'));
export const password = 'a long word for tests';

export const tempDir = () => mkdtemp(join(tmpdir(), 'predub-test-'));

// Waits for the line that names the address; fails with what the program said if it ends before.
function listening(server) {
  const { child } = server;
  return new Promise((done, fail) => {
    server.said = '';
    const hear = (data) => {
      server.said += data;
      const address = /listens on (https?:\S+?)\/?\s/.exec(server.said);
      if (address) done(address[1]);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('close', (status) => fail(new Error(`predub ended with ${status}: ${server.said}`)));
  });
}

// A test that fails does not stop its server, and a server that runs keeps the test file waiting.
const running = new Set();
after(() => Promise.all([...running].map((server) => server.stop('SIGKILL'))));

// The sessions of owners, by data folder: a session outlives its server, and a new one costs time.
const owners = new Map();

export class Server extends Client {
  // options: { data: a folder to use again, args: more of the command line, anonymous: no owner is
  // made, and nobody has signed in }
  static async start({ data, args = [], anonymous = false } = {}) {
    const server = new Server();
    server.own = !data;
    server.data = data ?? (await tempDir());
    const start = anonymous || owners.has(server.data) ? null : server.user('owner').trim();
    server.child = spawn(predub, ['serve', '--data', server.data, '--listen', '127.0.0.1:0', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    server.ended = new Promise((done) => server.child.on('close', (status, signal) => done({ status, signal })));
    server.url = await listening(server);
    running.add(server);
    server.anonymous = new Client(server.url);
    if (start) {
      server.person_id = (await server.become('/api/invitations/accept', { secret: start, name: 'Owner', password })).id;
      owners.set(server.data, { headers: server.headers, person_id: server.person_id });
    } else if (!anonymous) {
      Object.assign(server, owners.get(server.data));
    }
    return server;
  }

  // Ends the program and gives { status, signal }; the data folder goes only if it is the server's own.
  async stop(signal = 'SIGTERM') {
    this.child.kill(signal);
    const ended = await this.ended;
    running.delete(this);
    if (this.own) await rm(this.data, { recursive: true, force: true });
    return ended;
  }

  // `predub user` with the data folder; input goes to its standard input. Gives what it prints.
  user(job, args = [], input = '') {
    const { status, stdout, stderr } = spawnSync(predub, ['user', job, '--data', this.data, ...args], { input });
    if (status !== 0) throw new Error(`predub user ${job}: ${stderr}`);
    return stdout.toString();
  }

  // A new person, signed in, who is a member of nothing.
  async person(name) {
    const client = new Client(this.url);
    this.user('add', ['--name', name], `${password}\n`);
    client.name = name;
    client.person_id = (await client.become('/api/session', { name, password })).id;
    return client;
  }

  // Makes somebody a member of a production that the owner manages.
  async join(production, client, side, { may_manage = false } = {}) {
    const { secret } = await this.ok('POST', `/api/productions/${production}/invitations`, { side, may_manage });
    return client.ok('POST', '/api/invitations/accept', { secret });
  }

  // A production with one picture version and one cue with an empty print set.
  async production({ name = 'Film', frame_rate = '24', headroom_db = 0, side = 'music' } = {}) {
    const production = await this.ok('POST', '/api/productions', { name, frame_rate, headroom_db, side });
    const picture = await this.ok('POST', `/api/productions/${production.id}/pictures`, { name: 'Cut 1' });
    const cue = await this.ok('POST', `/api/productions/${production.id}/cues`, { name: '1m1' });
    const set = await this.ok('POST', `/api/cues/${cue.id}/sets`, { picture_id: picture.id });
    return { production, picture, cue, set };
  }
}
