// Calls a server and holds every answer against openapi.json: it must be documented with its status,
// and match its schema.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const Ajv = createRequire(new URL('../../web/package.json', import.meta.url))('ajv/dist/2020.js').default;
const METHODS = ['options', 'head', 'get', 'put', 'post', 'patch', 'delete'];
const pointer = (...keys) => keys.map((key) => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');

export class Documented {
  static async of(server) {
    const all = new Documented();
    all.api = await server.anonymous.ok('GET', '/api/openapi.json');
    all.ajv = new Ajv({ strict: false, allErrors: true });
    all.ajv.addSchema(all.api, 'api');
    all.called = new Set(); // what has succeeded at least once: "get /api/productions"
    return all;
  }

  operations() {
    return Object.entries(this.api.paths).flatMap(([path, item]) => METHODS.filter((method) => item[method]).map((method) => ({ path, method })));
  }

  // The documented path that a request's path is an instance of: the one with the fewest parameters.
  template(path) {
    const parts = path.split('?')[0].split('/');
    const fits = (candidate) => candidate.split('/').length === parts.length && candidate.split('/').every((part, i) => part.startsWith('{') || part === parts[i]);
    return Object.keys(this.api.paths).filter(fits).sort((a, b) => a.split('{').length - b.split('{').length)[0];
  }

  // Those that are always there are, and each is as it is described.
  checkHeaders(what, described = {}, headers) {
    for (const [name, entry] of Object.entries(described)) {
      const { required, schema } = entry.$ref ? entry.$ref.slice(2).split('/').reduce((at, key) => at[key], this.api) : entry;
      const value = headers.get(name), told = schema.type === 'integer' ? Number(value) : value;
      assert.ok(value !== null || !required, `${what} has no ${name}`);
      if (value !== null) assert.ok(this.ajv.validate(schema, told), `${what}: ${name}: ${value}: ${this.ajv.errorsText()}`);
    }
  }

  // The headers without which an operation is not even looked at: the version of tus.
  headersOf(path, method) {
    const needed = this.api.paths[path][method].parameters?.some(({ $ref }) => $ref === '#/components/parameters/TusResumable');
    return needed ? { 'tus-resumable': '1.0.0' } : {};
  }

  // Like client.call.
  async call(client, method, path, body, headers) {
    const reply = await client.call(method, path, body, headers), known = this.template(path), verb = method.toLowerCase();
    assert.ok(known && this.api.paths[known][verb], `${method} ${path} is not documented`);
    const { responses } = this.api.paths[known][verb];
    const status = responses[reply.status] ? String(reply.status) : 'default';
    assert.ok(responses[status], `${method} ${known} answers ${reply.status} ${JSON.stringify(reply.body)}, which is not documented`);
    let place = ['paths', known, verb, 'responses', status];
    if (responses[status].$ref) place = responses[status].$ref.slice(2).split('/');
    const response = place.reduce((at, key) => at[key], this.api);
    this.checkHeaders(`${method} ${path} (${reply.status})`, response.headers, reply.headers);
    if (response.content?.['application/json']) {
      const validate = this.ajv.getSchema(`api#/${pointer(...place, 'content', 'application/json', 'schema')}`);
      assert.ok(validate(reply.body), `${method} ${path} (${reply.status}): ${this.ajv.errorsText(validate.errors)}\n${JSON.stringify(reply.body, null, 1)}`);
    } else {
      assert.equal(reply.body, '', `${method} ${known} answers ${reply.status} with a body that is not documented`);
    }
    if (reply.status < 300) this.called.add(`${verb} ${known}`);
    return reply;
  }

  // A caller whose answers are held against the file. `ok` also asks for success, and gives the body.
  as(client) {
    const call = (...request) => this.call(client, ...request);
    const ok = async (method, path, ...rest) => {
      const { status, body } = await call(method, path, ...rest);
      assert.ok(status < 300, `${method} ${path}: ${status} ${JSON.stringify(body)}`);
      return body;
    };
    return { client, call, ok };
  }

  // What is no JSON: looks at the media type and gives the reply, whose body is still to be read.
  async bytes(client, path, options) {
    const reply = await client.fetch(path, options), known = this.template(path);
    assert.equal(reply.status, 200, path);
    const type = reply.headers.get('content-type').split(';')[0], { content } = this.api.paths[known].get.responses['200'];
    assert.ok(Object.keys(content).some((key) => key.split(';')[0] === type), `${known} is served as ${type}`);
    this.called.add(`get ${known}`);
    return reply;
  }
}
