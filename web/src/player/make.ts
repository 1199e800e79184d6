/* Picks the player for this browser. */
import { ElementPlayer } from './element_player.js';
import { FallbackPlayer } from './fallback_player.js';
import type { Player } from './player.js';
import type { FetchBytes } from './sound.js';
import { WebPlayer } from './web_player.js';

/* wish: "element", "webm" or "mp4" from the address, for trying one out; else the best there is. */
export function makePlayer(wish: string | null, fetch: FetchBytes): Player {
  if (wish === 'element' || typeof AudioContext === 'undefined') return new ElementPlayer();
  const webm = new Audio().canPlayType('audio/webm; codecs=opus') !== '';
  const container = wish === 'mp4' || (wish !== 'webm' && !webm) ? 'mp4' : 'webm';
  try {
    return new FallbackPlayer(new WebPlayer(container, fetch));
  } catch {
    return new ElementPlayer(); /* no 48 kHz context, or no audio hardware for one */
  }
}
