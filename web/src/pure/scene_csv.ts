/* A scene list as the server reads it. */

export const SCENE_CSV_HEAD = 'scene,name,tc_in,tc_out';

interface Line {
  readonly number: string;
  readonly name: string;
  readonly tc_in: string;
  readonly tc_out: string;
}

const cell = (text: string): string =>
  /[",;\n\r]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/* Of no scenes: nothing, not even the head. */
export function sceneCsv(scenes: readonly Line[]): string {
  if (scenes.length === 0) return '';
  const lines = scenes.map(({ number, name, tc_in, tc_out }) =>
    [number, name, tc_in, tc_out].map(cell).join(','),
  );
  return [SCENE_CSV_HEAD, ...lines, ''].join('\n');
}
