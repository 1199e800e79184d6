/* Which scene a position lies in, and where to go from it. Scenes come sorted by their start; they
 * may overlap or leave gaps. */

export interface Span {
  readonly in_samples: number;
  readonly out_samples: number; /* exclusive */
}

/* The scene that started last among those the position lies in; -1 in a gap. */
export function sceneAt(scenes: readonly Span[], position: number): number {
  for (let i = scenes.length - 1; i >= 0; i--) {
    const scene = scenes[i] as Span;
    if (scene.in_samples <= position && position < scene.out_samples) return i;
  }
  return -1;
}

/* The first scene that starts after the position; -1 when there is none. */
export function sceneAfter(scenes: readonly Span[], position: number): number {
  return scenes.findIndex((scene) => scene.in_samples > position);
}

/* Where "scene before" goes: to the start of the current scene when more than grace_samples of it
 * have passed, else to the start of the one before; -1 when there is none. */
export function sceneBefore(
  scenes: readonly Span[],
  position: number,
  grace_samples: number,
): number {
  for (let i = scenes.length - 1; i >= 0; i--)
    if ((scenes[i] as Span).in_samples < position - grace_samples) return i;
  return -1;
}

/* Scenes that follow each other without a gap, as one span: the one that the position lies in, else
 * the next, else the last; undefined where there are no scenes. */
export function runAt(scenes: readonly Span[], position: number): Span | undefined {
  const runs: { in_samples: number; out_samples: number }[] = [];
  for (const { in_samples, out_samples } of scenes) {
    const last = runs[runs.length - 1];
    if (last && in_samples <= last.out_samples)
      last.out_samples = Math.max(last.out_samples, out_samples);
    else runs.push({ in_samples, out_samples });
  }
  return runs.find((run) => position < run.out_samples) ?? runs[runs.length - 1];
}

export const sameSpan = (a: Span | null, b: Span | null): boolean =>
  a?.in_samples === b?.in_samples && a?.out_samples === b?.out_samples;

export function overlaps(a: Span, b: Span): boolean {
  return a.in_samples < b.out_samples && b.in_samples < a.out_samples;
}

export interface Placed {
  readonly start_samples: number | null; /* null: not known */
  readonly samples: number;
}

/* From the first to the last sample of all that have a place; undefined when none has. */
export function spanOf(all: readonly Placed[]): Span | undefined {
  const spans = all.flatMap(({ start_samples: start, samples }) =>
    start === null ? [] : [{ in_samples: start, out_samples: start + samples }],
  );
  if (spans.length === 0) return undefined;
  return {
    in_samples: Math.min(...spans.map((s) => s.in_samples)),
    out_samples: Math.max(...spans.map((s) => s.out_samples)),
  };
}
