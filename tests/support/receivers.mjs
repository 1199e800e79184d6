// Other machines that are told what happened: a mail server and a receiver of hooks, each on a port
// of its own.
import { createHash, createHmac } from 'node:crypto';
import { createServer as createHttp } from 'node:http';
import { createServer as createTcp } from 'node:net';
import { once } from 'node:events';
import { after } from 'node:test';

const running = new Set();
after(() => Promise.all([...running].map((one) => one.close())));

class Receiver {
  got = [];
  sockets = new Set();
  waiting = [];

  // port: one that was used before, so that a receiver comes back where it was
  async open(port = 0) {
    this.server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = this.server.address().port;
    running.add(this);
    return this;
  }

  async close() {
    if (!running.delete(this)) return;
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  take(one) {
    this.got.push(one);
    for (const wake of this.waiting.splice(0)) wake();
  }

  // The one of this number, from 0; fails when it does not come.
  async wait(number, { within_s = 20 } = {}) {
    const until = Date.now() + within_s * 1000;
    while (this.got.length <= number) {
      if (Date.now() > until) throw new Error(`number ${number} has not come; there are ${JSON.stringify(this.got)}`);
      await new Promise((done) => {
        const timer = setTimeout(done, 200);
        this.waiting.push(() => { clearTimeout(timer); done(); });
      });
    }
    return this.got[number];
  }
}

// Mails as { from, to, headers, subject, text }.
export class MailServer extends Receiver {
  server = createTcp((socket) => this.#serve(socket));

  get url() {
    return `smtp://127.0.0.1:${this.port}`;
  }

  #serve(socket) {
    let left = '', data = null, mail = {};
    socket.on('error', () => {});
    socket.setEncoding('latin1');
    socket.write('220 tests\r\n');
    const line = (text) => {
      if (data) {
        if (text !== '.') return void data.push(text.replace(/^\./, ''));
        this.take({ ...mail, ...parse(data.join('\r\n')) });
        data = null;
        return void socket.write('250 taken\r\n');
      }
      if (/^MAIL FROM:/i.test(text)) mail = { from: /<(.*)>/.exec(text)[1] };
      if (/^RCPT TO:/i.test(text)) mail.to = /<(.*)>/.exec(text)[1];
      if (/^DATA/i.test(text)) {
        data = [];
        return void socket.write('354 go on\r\n');
      }
      socket.write(/^QUIT/i.test(text) ? '221 bye\r\n' : '250 good\r\n');
    };
    socket.on('data', (more) => {
      const lines = (left + more).split('\r\n');
      left = lines.pop();
      lines.forEach(line);
    });
  }
}

const utf8 = (text) => Buffer.from(text, 'latin1').toString('utf8');

// What a mail program does before it shows a mail.
function parse(data) {
  const [head, ...rest] = data.split('\r\n\r\n');
  const headers = head.replace(/\r\n /g, '').split('\r\n');
  const words = (text) => text.replace(/=\?UTF-8\?B\?(.*?)\?=/g, (_, word) => Buffer.from(word, 'base64').toString('utf8'));
  const value = (name) => words(headers.find((header) => header.startsWith(`${name}: `))?.slice(name.length + 2) ?? '');
  const text = rest.join('\r\n\r\n').replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return { headers, subject: value('Subject'), id: value('Message-ID'), text: utf8(text).replace(/\r\n/g, '\n') };
}

// Deliveries as { signature, delivery, body, json }.
export class HookServer extends Receiver {
  status = 204; // of every answer; 0: none is given
  server = createHttp((request, reply) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts);
      this.take({ signature: request.headers['x-predub-signature'], delivery: request.headers['x-predub-delivery'], body, json: JSON.parse(body) });
      if (this.status) reply.writeHead(this.status).end();
    });
  });

  get url() {
    return `http://127.0.0.1:${this.port}/hooks/not-for-logs`;
  }
}

// The signature that a delivery must have.
export const signature = (secret, body) =>
  `sha256=${createHmac('sha256', createHash('sha256').update(secret).digest()).update(body).digest('hex')}`;
