// Speaks the API as one caller: somebody who has signed in, a script with a token, or nobody.
export class Client {
  // headers: what tells who it is, sent with every request
  constructor(url, headers = {}) {
    this.url = url;
    this.headers = headers;
  }

  fetch(path, options = {}) {
    return fetch(this.url + path, { ...options, headers: { ...this.headers, ...options.headers } });
  }

  // Sends JSON (or a Buffer or text as it is) and gives { status, headers, body }.
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

  // Publishes a print set as it is, on purpose.
  publish(set) {
    return this.ok('POST', `/api/sets/${set.id ?? set}/publish`, { incomplete: true });
  }

  // From now on it is whoever this answers: a sign-in or an invitation. Gives the person.
  async become(path, body) {
    const reply = await this.call('POST', path, body);
    if (reply.status >= 300) throw new Error(`${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
    this.headers = { cookie: reply.headers.get('set-cookie').split(';')[0] };
    return reply.body.person;
  }

  // A script of this person's, with all scopes or those named.
  async token(...scopes) {
    const all = ['listen', 'note', 'upload', 'sign', 'deliver'];
    const { token } = await this.ok('POST', '/api/tokens', { name: 'a test', scopes: scopes.length > 0 ? scopes : all });
    return new Client(this.url, { authorization: `Bearer ${token}` });
  }
}
