// Starts the program on a free port with a data folder of its own, and speaks its API.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';

export const root = resolve(fileURLToPath(new URL('.', import.meta.url)), '../..');
export const predub = resolve(process.env.PREDUB ?? join(root, 'build/release/predub'));

export const tempDir = () => mkdtemp(join(tmpdir(), 'predub-test-'));

// Waits for the line that names the address; fails with what the program said if it ends before.
function listening(child) {
  return new Promise((done, fail) => {
    let said = '';
    const hear = (data) => {
      said += data;
      const address = /listens on (http:\S+?)\/?\s/.exec(said);
      if (address) done(address[1]);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('close', (status) => fail(new Error(`predub ended with ${status}: ${said}`)));
  });
}

// A test that fails does not stop its server, and a server that runs keeps the test file waiting.
const running = new Set();
after(() => Promise.all([...running].map((server) => server.stop('SIGKILL'))));

export class Server {
  // options: { data: a folder to use again, args: more of the command line }
  static async start({ data, args = [] } = {}) {
    const server = new Server();
    server.own = !data;
    server.data = data ?? (await tempDir());
    server.child = spawn(predub, ['serve', '--data', server.data, '--listen', '127.0.0.1:0', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    server.ended = new Promise((done) => server.child.on('close', (status, signal) => done({ status, signal })));
    server.url = await listening(server.child);
    running.add(server);
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

  fetch(path, options) {
    return fetch(this.url + path, options);
  }

  // Sends JSON (or a Buffer as it is) and gives { status, body }.
  async call(method, path, body, headers = {}) {
    const raw = body === undefined || Buffer.isBuffer(body) || typeof body === 'string';
    const reply = await this.fetch(path, {
      method,
      body: raw ? body : JSON.stringify(body),
      headers: raw ? headers : { 'content-type': 'application/json', ...headers },
    });
    const text = await reply.text();
    return { status: reply.status, headers: reply.headers, body: text && JSON.parse(text) };
  }

  // The same for what must succeed: gives the body.
  async ok(method, path, body, headers) {
    const reply = await this.call(method, path, body, headers);
    if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
    return reply.body;
  }

  // A production with one picture version and one cue with an empty print set.
  async production({ name = 'Film', frame_rate = '24', headroom_db = 0 } = {}) {
    const production = await this.ok('POST', '/api/productions', { name, frame_rate, headroom_db });
    const picture = await this.ok('POST', `/api/productions/${production.id}/pictures`, { name: 'Cut 1' });
    const cue = await this.ok('POST', `/api/productions/${production.id}/cues`, { name: '1m1' });
    const set = await this.ok('POST', `/api/cues/${cue.id}/sets`, { picture_id: picture.id });
    return { production, picture, cue, set };
  }
}
