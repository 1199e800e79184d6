/* What can be done to the stem plan; its fields are drafts (pure/stem_plan.ts names them). */

export interface StemActions {
  move(name: string, by: -1 | 1): void;
  save(): void;
  discard(): void;
}
