/* Reads all that the page shows of a production. */
import { ApiError } from './api/client.js';
import type { Client } from './api/client.js';
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
  return { production, rate, picture, scenes, temps };
}

/* Is there anything that a preview could be made of? */
export function hasMaterial(loaded: Loaded): boolean {
  const prints = loaded.production.cues.some((cue) =>
    cue.sets.some((set) => set.prints.length > 0),
  );
  return loaded.picture !== null && (prints || loaded.scenes.length > 0 || loaded.temps.length > 0);
}
