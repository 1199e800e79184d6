// Listens to the news of a production, as a page does.
export class Listener {
  // since: goes on behind this event, as a browser that comes back says it
  static async open(client, production, since) {
    const listener = new Listener();
    listener.frames = [];
    listener.abort = new AbortController();
    const headers = since === undefined ? {} : { 'last-event-id': String(since) };
    listener.reply = await client.fetch(`/api/productions/${production}/news`, { headers, signal: listener.abort.signal });
    listener.ended = listener.reply.status === 200 ? listener.read() : Promise.resolve();
    return listener;
  }

  async read() {
    let text = '';
    try {
      for await (const chunk of this.reply.body.pipeThrough(new TextDecoderStream())) {
        text += chunk;
        const whole = text.split('\n\n');
        text = whole.pop();
        for (const frame of whole) this.take(frame);
      }
    } catch (error) {
      if (error.name !== 'AbortError') this.broke = error;
    }
    this.changed?.();
  }

  take(frame) {
    const field = (name) => frame.split('\n').find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
    const data = field('data');
    this.frames.push({ id: field('id') && Number(field('id')), event: field('event'), data: data && JSON.parse(data), text: frame });
    this.changed?.();
  }

  // What comes in and fits, first of all that has come already; fails after 20 s.
  async wait(fits, what = fits) {
    for (const limit = Date.now() + 20000; ;) {
      const found = this.frames.find(fits);
      if (found) return found;
      const left = limit - Date.now();
      if (left <= 0) throw new Error(`not heard: ${what}, but ${this.frames.map(({ text }) => text).join(' | ')}`);
      await new Promise((done) => {
        const timer = setTimeout(done, left);
        this.changed = () => { clearTimeout(timer); done(); };
      });
    }
  }

  // The events of the record that have come.
  events() {
    return this.frames.filter(({ id }) => id);
  }

  async close() {
    this.abort.abort();
    await this.ended;
  }
}
