/* The requests of tus-js-client, each with the checksum of what it carries: a chunk that a network
 * damages is refused and sent again. The client itself knows no checksums, and tells its hooks
 * nothing of the body; so the bytes that are hashed here are the very ones that are sent. They go as a
 * Blob: a buffer can hold up the page until a slow network has taken it. */
import { DefaultHttpStack } from 'tus-js-client';
import type { HttpRequest } from 'tus-js-client';

export class CheckedStack extends DefaultHttpStack {
  constructor() {
    super({});
  }

  override createRequest(method: string, url: string): HttpRequest {
    const request = super.createRequest(method, url);
    if (!globalThis.crypto?.subtle) return request;
    const send = request.send.bind(request);
    request.send = async (body: Blob | null) => {
      if (!body) return send(body);
      const bytes = await body.arrayBuffer();
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
      request.setHeader('Upload-Checksum', `sha256 ${btoa(String.fromCharCode(...digest))}`);
      return send(new Blob([bytes]));
    };
    return request;
  }
}
