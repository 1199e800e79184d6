/* What every player can do. Positions are samples of the preview, 0 at its start. */
import type { PreviewFile } from '../api/types.js';
import type { Span } from '../pure/scenes.js';

export type PlayerState = 'none' | 'paused' | 'waiting' | 'playing';

/* One way to hear the production. All variants that are loaded together have the same length. */
export interface Variant {
  readonly id: string;
  readonly samples: number;
  readonly pre_skip_samples: number;
  readonly files: Readonly<Record<'webm' | 'mp4' | 'opus', PreviewFile>>;
}

export interface Player {
  readonly state: PlayerState;
  readonly heard: string | null; /* id of the variant that sounds, or would */
  readonly gapless: boolean; /* goes over without a gap */
  position(): number;
  /* Peak of left and right just now, linear; null where it cannot be known. */
  peaks(): readonly [number, number] | null;

  /* Goes over to a variant at the same position as soon as it is there; likely ones are kept at
   * hand. A variant of another length than before stops the sound and starts at position. */
  choose(variant: Variant, likely: readonly Variant[]): void;
  play(): void;
  pause(): void;
  seek(position: number): void;
  /* Plays a stretch again and again from when its end is reached; null: plays on. */
  loop(span: Span | null): void;

  /* Called when state or heard changes. */
  onChange: () => void;
  /* A sentence about what keeps the sound from coming; null when it is over. */
  onTrouble: (sentence: string | null) => void;
}
