/* Puts the page together. */
import { render } from 'lit';
import { Client } from './api/client.js';
import { Desk } from './desk.js';
import { Link } from './link.js';
import { makePlayer } from './player/make.js';
import { EMPTY } from './state/model.js';
import type { Model } from './state/model.js';
import { textsOf } from './state/drafts.js';
import { KeptDrafts } from './state/kept_drafts.js';
import { readSettings, writeSettings } from './state/settings.js';
import { Store } from './state/store.js';
import { listenToDrops } from './views/drops.js';
import { listenToKeys } from './views/keys.js';
import { page, titleOf } from './views/page.js';

const kept = new KeptDrafts(
  () => sessionStorage,
  () => localStorage,
);
const store = new Store<Model>({ ...EMPTY, ...readSettings(), drafts: kept.first });
const link = new Link(store, {
  probe: () => void client.probe(),
  again: () => desk.refresh(),
});
const client = new Client(link.tell, () => desk.session.out());
const player = makePlayer(
  new URLSearchParams(location.search).get('player'),
  (url, first, end, signal) => client.bytes(url, first, end, signal),
);
const desk = new Desk(store, client, player);

function draw(): void {
  document.documentElement.dataset['theme'] = store.state.theme;
  document.title = titleOf(store.state);
  render(page(store.state, desk), document.body);
}

/* Whoever sits here finds what they left; what is typed is kept as it is typed. */
let { drafts } = store.state;
function keepDrafts(): void {
  const found = kept.found(store.state.session?.person?.id ?? null, store.state.drafts);
  if (found === drafts) return;
  drafts = found;
  store.set({ drafts, unkept: !kept.write(drafts) });
}

store.subscribe(draw);
store.subscribe(() => writeSettings(store.state));
store.subscribe(keepDrafts);
listenToKeys(document, () => store.state, desk);
listenToDrops(document, () => store.state, desk);
window.addEventListener('storage', ({ key, oldValue, newValue }) =>
  store.set({ drafts: kept.heard(key, oldValue, newValue) }),
);
window.addEventListener('beforeunload', (event) => {
  if (store.state.unkept && textsOf(store.state.drafts) > 0) event.preventDefault();
});
window.addEventListener('popstate', () => desk.enter());
window.addEventListener('pagehide', () => desk.leave());
document.addEventListener('visibilitychange', () => desk.show(!document.hidden));
draw();
desk.enter();

/* For looking, not for touching: what the player does just now. */
Object.defineProperty(window, 'predub', {
  value: Object.freeze({
    get position_samples() {
      return desk.position();
    },
    get sound() {
      return store.state.sound;
    },
    get heard() {
      return store.state.heard;
    },
    get shown() {
      return desk.timeline.window;
    },
    get choice() {
      return store.state.choice;
    },
    get switching() {
      return store.state.switching;
    },
  }),
});
