// A bad network between a client and a server: a TCP proxy that does harm at places which a seed
// decides, and counts what passes. It never changes the order of bytes.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { after } from 'node:test';

const running = new Set();
after(() => Promise.all([...running].map((proxy) => proxy.close())));

// The same numbers in [0, 1) for the same seed (mulberry32).
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 4294967296;
  };
}

// What can happen to a request, and how often it does.
const KINDS = {
  cut: 0.25, // the connection is reset in the middle of a body
  truncate: 0.2, // the rest of a body is dropped and the connection closed in good order
  corrupt: 0.2, // one byte of a body becomes another
  stall: 0.15, // nothing moves for a while; then it goes on, or breaks
  answer: 0.1, // the request arrives whole, but its answer is lost
  head: 0.1, // one byte in the head of a PATCH becomes another
};

// `count` faults spread over `bytes` of request bodies, each { at, kind, chance }.
export function faults(seed, count, bytes, kinds = KINDS) {
  const next = random(seed), sum = Object.values(kinds).reduce((a, b) => a + b), gap = bytes / count;
  const pick = () => {
    let left = next() * sum;
    return Object.entries(kinds).find(([, share]) => (left -= share) < 0)?.[0] ?? Object.keys(kinds)[0];
  };
  return Array.from({ length: count }, (_, i) => ({ at: Math.floor((i + next()) * gap), kind: pick(), chance: next() }));
}

// Another byte than it was, one that a head may hold.
const other = (byte, chance) => byte ^ (1 << Math.floor(chance * 6));

class Connection {
  constructor(proxy, client) {
    this.proxy = proxy;
    this.client = client;
    this.head = Buffer.alloc(0);
    this.body_left = 0;
    const { hostname, port } = new URL(proxy.target);
    this.server = connect(Number(port), hostname);
    for (const socket of [client, this.server]) {
      socket.setNoDelay(true);
      socket.on('error', () => this.end());
      socket.on('close', () => this.end());
      socket.setTimeout(proxy.idle_ms, () => this.end());
    }
    client.on('data', (data) => this.take(data));
    this.server.on('data', (data) => this.answer(data));
    client.on('drain', () => this.server.resume());
    this.server.on('drain', () => this.stalled || client.resume());
  }

  end() {
    this.over = true;
    this.client.destroy();
    this.server.destroy();
    this.proxy.connections.delete(this);
  }

  reset() {
    this.over = true;
    this.client.resetAndDestroy();
    this.server.resetAndDestroy();
  }

  send(data) {
    if (data.length > 0 && !this.server.write(data)) this.client.pause();
  }

  // Bytes of the client, which may hold the end of one request and the beginning of another.
  take(data) {
    this.proxy.sent_bytes += data.length;
    for (let rest = data; rest.length > 0 && !this.over; ) rest = this.body_left > 0 ? this.takeBody(rest) : this.takeHead(rest);
  }

  takeHead(data) {
    const had = this.head.length, all = Buffer.concat([this.head, data]), end = all.indexOf('\r\n\r\n');
    this.head = end < 0 ? all : Buffer.alloc(0);
    if (end < 0) return Buffer.alloc(0);
    const head = Buffer.from(all.subarray(0, end + 4)), text = head.toString('latin1');
    this.body_left = Number(/\r\ncontent-length: *(\d+)/i.exec(text)?.[1] ?? 0);
    if (this.spoil_head !== undefined && text.startsWith('PATCH ')) {
      const at = Math.floor(this.spoil_head * head.length);
      head[at] = other(head[at], (this.spoil_head * 977) % 1);
      this.spoil_head = undefined;
    }
    this.send(head);
    return data.subarray(end + 4 - had);
  }

  takeBody(data) {
    const here = Math.min(data.length, this.body_left), from = this.proxy.body_bytes;
    const fault = this.proxy.faults[0]?.at < from + here ? this.proxy.faults.shift() : null;
    const upto = fault ? Math.max(0, fault.at - from) : here;
    this.send(data.subarray(0, upto));
    this.proxy.body_bytes += upto;
    this.body_left -= upto;
    return fault ? this.harm(fault, data.subarray(upto)) : data.subarray(upto);
  }

  // Does what the fault says to the bytes that come now; gives those that are still to be sent.
  harm({ kind, chance }, data) {
    this.proxy.done[kind] = (this.proxy.done[kind] ?? 0) + 1;
    if (kind === 'cut') this.reset();
    if (kind === 'truncate') this.shorten();
    if (kind === 'answer') this.lose_answer = true;
    if (kind === 'head') this.spoil_head = chance;
    if (kind === 'stall') this.stall(chance);
    if (kind !== 'corrupt') return data;
    const spoilt = Buffer.from(data);
    spoilt[0] = other(spoilt[0], chance);
    return spoilt;
  }

  shorten() {
    this.over = true;
    this.client.destroy();
    this.server.end();
  }

  stall(chance) {
    this.stalled = true;
    this.client.pause();
    setTimeout(() => {
      this.stalled = false;
      if (chance < 0.5) this.reset();
      else this.client.resume();
    }, 20 + 200 * chance);
  }

  answer(data) {
    this.proxy.received_bytes += data.length;
    if (this.lose_answer) return this.reset();
    for (const [, status] of data.toString('latin1').matchAll(/^HTTP\/1\.1 (\d+) /gm)) this.proxy.answers[status] = (this.proxy.answers[status] ?? 0) + 1;
    if (!this.over && !this.client.write(data)) this.server.pause();
  }
}

export class Proxy {
  sent_bytes = 0; // what clients have sent, heads included
  body_bytes = 0; // of these, bytes of bodies
  received_bytes = 0; // what servers have answered
  done = {}; // faults that have happened, by kind
  answers = {}; // answers that reached the client, by status
  connections = new Set();

  // target: the server's address, which may be changed while it runs (a server that comes back is
  // at another). idle_ms: a connection on which nothing moves for so long is closed, as routers do.
  static async start(target, { faults = [], idle_ms = 3000 } = {}) {
    const proxy = new Proxy();
    Object.assign(proxy, { target, faults: [...faults], idle_ms });
    proxy.server = createServer((client) => proxy.connections.add(new Connection(proxy, client)));
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    proxy.url = `http://127.0.0.1:${proxy.server.address().port}`;
    running.add(proxy);
    return proxy;
  }

  // How many faults there were.
  get count() {
    return Object.values(this.done).reduce((a, b) => a + b, 0);
  }

  async close() {
    if (!running.delete(this)) return;
    for (const connection of this.connections) connection.end();
    this.server.close();
    await once(this.server, 'close');
  }
}
