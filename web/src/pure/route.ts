/* The address: production, cut, scene and position live in it, so that a link opens at the place. */

export type Order = 'concern' | 'state' | 'film';
/* What is looked at of a production. */
export type Part = 'review' | 'scenes' | 'upload';
/* Where links with a secret lead to. */
export type Door = 'start' | 'invite' | 'guest';

export interface Route {
  readonly door: Door | null;
  readonly production: number | null;
  readonly part: Part;
  readonly picture: number | null; /* null: the newest */
  readonly scene: string | null; /* its number */
  readonly at: string | null; /* timecode text */
  readonly order: Order; /* of the scene list */
  readonly show: string | null; /* which of the scenes; null: all */
  readonly find: string; /* by which words; empty: any */
}

export const NO_ROUTE: Route = {
  door: null,
  production: null,
  part: 'review',
  picture: null,
  scene: null,
  at: null,
  order: 'concern',
  show: null,
  find: '',
};

const PARTS: readonly Part[] = ['review', 'scenes', 'upload'];
const ORDERS: readonly Order[] = ['concern', 'state', 'film'];

const idOf = (text: string | null | undefined): number | null =>
  text && /^[1-9]\d{0,15}$/.test(text) ? Number(text) : null;

export function parseRoute(path: string, query: string): Route {
  const door = (['start', 'invite', 'guest'] as const).find((name) => path === `/${name}`);
  if (door) return { ...NO_ROUTE, door };
  const match = /^\/productions\/(\d+)(?:\/(scenes|upload))?\/?$/.exec(path);
  const params = new URLSearchParams(query);
  const production = idOf(match?.[1]);
  if (production === null) return NO_ROUTE;
  return {
    door: null,
    production,
    part: PARTS.find((part) => part === match?.[2]) ?? 'review',
    picture: idOf(params.get('cut')),
    scene: params.get('scene'),
    at: params.get('at'),
    order: ORDERS.find((order) => order === params.get('order')) ?? 'concern',
    show: params.get('show'),
    find: params.get('find') ?? '',
  };
}

/* keep: parameters that are not the route's own, such as player=element. */
export function formatRoute(route: Route, keep = ''): string {
  const params = new URLSearchParams(keep);
  for (const name of ['cut', 'scene', 'at', 'order', 'show', 'find']) params.delete(name);
  if (route.production === null) return withQuery(`/${route.door ?? ''}`, params);
  if (route.picture !== null) params.set('cut', String(route.picture));
  if (route.scene !== null) params.set('scene', route.scene);
  if (route.at !== null) params.set('at', route.at);
  if (route.order !== 'concern') params.set('order', route.order);
  if (route.show !== null) params.set('show', route.show);
  if (route.find !== '') params.set('find', route.find);
  const part = route.part === 'review' ? '' : `/${route.part}`;
  return withQuery(`/productions/${route.production}${part}`, params);
}

function withQuery(path: string, params: URLSearchParams): string {
  const query = params.toString().replaceAll('%3A', ':').replaceAll('%3B', ';');
  return query ? `${path}?${query}` : path;
}
