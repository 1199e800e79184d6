/* The address: production, cut, scene and position live in it, so that a link opens at the place. */

export type Order = 'film' | 'concern';
/* Where links with a secret lead to. */
export type Door = 'start' | 'invite' | 'guest';

export interface Route {
  readonly door: Door | null;
  readonly production: number | null;
  readonly picture: number | null; /* null: the newest */
  readonly scene: string | null; /* its number */
  readonly at: string | null; /* timecode text */
  readonly order: Order; /* of the scene list */
}

export const NO_ROUTE: Route = {
  door: null,
  production: null,
  picture: null,
  scene: null,
  at: null,
  order: 'film',
};

const idOf = (text: string | null | undefined): number | null =>
  text && /^[1-9]\d{0,15}$/.test(text) ? Number(text) : null;

export function parseRoute(path: string, query: string): Route {
  const door = (['start', 'invite', 'guest'] as const).find((name) => path === `/${name}`);
  if (door) return { ...NO_ROUTE, door };
  const match = /^\/productions\/(\d+)\/?$/.exec(path);
  const params = new URLSearchParams(query);
  const production = idOf(match?.[1]);
  if (production === null) return NO_ROUTE;
  return {
    door: null,
    production,
    picture: idOf(params.get('cut')),
    scene: params.get('scene'),
    at: params.get('at'),
    order: params.get('order') === 'concern' ? 'concern' : 'film',
  };
}

/* keep: parameters that are not the route's own, such as player=element. */
export function formatRoute(route: Route, keep = ''): string {
  const params = new URLSearchParams(keep);
  for (const name of ['cut', 'scene', 'at', 'order']) params.delete(name);
  if (route.production === null) return withQuery(`/${route.door ?? ''}`, params);
  if (route.picture !== null) params.set('cut', String(route.picture));
  if (route.scene !== null) params.set('scene', route.scene);
  if (route.at !== null) params.set('at', route.at);
  if (route.order !== 'film') params.set('order', route.order);
  return withQuery(`/productions/${route.production}`, params);
}

function withQuery(path: string, params: URLSearchParams): string {
  const query = params.toString().replaceAll('%3A', ':').replaceAll('%3B', ';');
  return query ? `${path}?${query}` : path;
}
