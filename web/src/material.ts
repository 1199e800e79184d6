/* Reads all that the page shows of a production. */
import { ApiError } from './api/client.js';
import type { Client } from './api/client.js';
import type { Guest } from './api/talk_types.js';
import { currentSet } from './pure/current.js';
import { spanOf } from './pure/scenes.js';
import type { Span } from './pure/scenes.js';
import { rateOf } from './pure/timecode.js';
import type { Loaded } from './state/model.js';
import { text } from './text.js';

/* picture_id null: the newest cut. */
export async function readMaterial(
  client: Client,
  production_id: number,
  picture_id: number | null,
): Promise<Loaded> {
  const production = await client.production(production_id);
  const rate = rateOf(production.frame_rate);
  if (!rate) throw new ApiError(422, text.error.rate(production.frame_rate));
  const newest = production.pictures.reduce<Loaded['picture']>(
    (best, p) => (best === null || p.id > best.id ? p : best),
    null,
  );
  const picture = production.pictures.find((p) => p.id === picture_id) ?? newest;
  const [scenes, temps] = picture
    ? await Promise.all([client.scenes(picture.id), client.temps(picture.id)])
    : [[], []];
  return { production, rate, picture, scenes, temps, guest: null };
}

/* A guest knows of no cues, temps or people: of scenes, and what they sound like. */
export function materialOfGuest(guest: Guest): Loaded {
  const rate = rateOf(guest.production.frame_rate);
  if (!rate) throw new ApiError(422, text.error.rate(guest.production.frame_rate));
  const nobody = {
    id: 0,
    side: 'none',
    may_manage: false,
    latest_event_id: 0,
    pictures: [],
    cues: [],
  } as const;
  return {
    production: { ...guest.production, ...nobody },
    rate,
    picture: guest.picture,
    scenes: guest.scenes,
    temps: [],
    guest,
  };
}

/* Equal texts: the same sound in the same scenes, whatever else has changed. */
export function soundOf({ production: p, picture, scenes, temps }: Loaded): string {
  return JSON.stringify([p.stems, picture, scenes, temps, p.cues.map(currentSet)]);
}

/* From the first to the last thing on the timeline; undefined: there is nothing to hear. */
export function rangeOf(loaded: Loaded): Span | undefined {
  const scenes = loaded.scenes.map((s) => ({
    start_samples: s.in_samples,
    samples: s.out_samples - s.in_samples,
  }));
  const prints = loaded.production.cues.flatMap((cue) => currentSet(cue)?.prints ?? []);
  return loaded.picture ? spanOf([...scenes, ...prints, ...loaded.temps]) : undefined;
}
