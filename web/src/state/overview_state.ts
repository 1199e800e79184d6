/* Which scenes the production view shows, and how the print sets stand. */

export interface OverviewState {
  readonly show: string | null; /* which scenes, by the address; null: all */
  readonly find: string; /* what was typed to find a scene by */
}

export const NO_OVERVIEW: OverviewState = { show: null, find: '' };

export interface OverviewActions {
  setShow(show: string | null): void;
  setFind(find: string): void;
}
