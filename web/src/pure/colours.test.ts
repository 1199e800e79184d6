import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  SIGHTS,
  contrast,
  distance,
  hueOf,
  huesApart,
  isColour,
  seen,
  simulated,
} from './colours.js';
import type { Sight } from './colours.js';

const PALETTE = {
  dark: ['#a6d895', '#e4c71f', '#35d3ee', '#c062ae', '#6a8bfb'],
  light: ['#386d4c', '#76853a', '#24879e', '#8446aa', '#191aa3'],
};
const PRINT = { dark: '#ff3b30', light: '#e8170c' };

const near = (actual: number, expected: number, tolerance: number): void =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);

test('distances are those of the published pairs (Sharma, Wu and Dalal 2005)', () => {
  // prettier-ignore
  const pairs: readonly (readonly number[])[] = [
    [50, 2.6772, -79.7751, 50, 0, -82.7485, 2.0425], [50, 3.1571, -77.2803, 50, 0, -82.7485, 2.8615],
    [50, -1.3802, -84.2814, 50, 0, -82.7485, 1.0], [50, 0, 0, 50, -1, 2, 2.3669],
    [50, 2.49, -0.001, 50, -2.49, 0.0009, 7.1792], [50, 2.49, -0.001, 50, -2.49, 0.0011, 7.2195],
    [50, -0.001, 2.49, 50, 0.0009, -2.49, 4.8045], [50, -0.001, 2.49, 50, 0.0011, -2.49, 4.7461],
    [50, 2.5, 0, 50, 0, -2.5, 4.3065], [50, 2.5, 0, 73, 25, -18, 27.1492],
    [50, 2.5, 0, 61, -5, 29, 22.8977], [50, 2.5, 0, 56, -27, -3, 31.903],
    [50, 2.5, 0, 58, 24, 15, 19.4535], [50, 2.5, 0, 50, 1.8634, 0.5757, 1.0],
    [60.2574, -34.0099, 36.2677, 60.4626, -34.1751, 39.4387, 1.2644],
    [22.7233, 20.0904, -46.694, 23.0331, 14.973, -42.5619, 2.0373],
    [90.8027, -2.0831, 1.441, 91.1528, -1.6435, 0.0447, 1.4441],
    [6.7747, -0.2908, -2.4247, 5.8714, -0.0985, -2.2286, 0.6377],
    [2.0776, 0.0795, -1.135, 0.9033, -0.0636, -0.5514, 0.9082],
  ];
  for (const [l1 = 0, a1 = 0, b1 = 0, l2 = 0, a2 = 0, b2 = 0, expected = 0] of pairs) {
    const [one, other] = [
      { l: l1, a: a1, b: b1 },
      { l: l2, a: a2, b: b2 },
    ];
    near(distance(one, other), expected, 0.0001);
    near(distance(other, one), expected, 0.0001);
  }
});

const least = (plan: readonly string[], sight: Sight): number =>
  Math.min(
    ...plan.flatMap((one, i) =>
      plan.slice(0, i).map((other) => distance(seen(one, sight), seen(other, sight))),
    ),
  );

test('the five stems keep their distances in every sight', () => {
  const rows: Readonly<Record<Sight, readonly [number, number]>> = {
    normal: [23.7, 18.1],
    deutan_machado: [13.9, 10.3],
    deutan_vienot: [14.5, 10.4],
    protan_machado: [13.3, 11.5],
    protan_vienot: [13.4, 14.2],
    tritan_machado: [13.1, 13.3],
    tritan_brettel: [13.8, 12.7],
  };
  for (const sight of SIGHTS) {
    near(least(PALETTE.dark, sight), rows[sight][0], 0.06);
    near(least(PALETTE.light, sight), rows[sight][1], 0.06);
  }
});

test('prints keep their distance from the stems', () => {
  const from = (lit: 'dark' | 'light', sights: readonly Sight[]): number =>
    Math.min(
      ...PALETTE[lit].flatMap((stem) =>
        sights.map((sight) => distance(seen(stem, sight), seen(PRINT[lit], sight))),
      ),
    );
  near(from('dark', ['normal']), 32.1, 0.06);
  near(from('dark', SIGHTS), 14.2, 0.06);
  near(from('light', ['normal']), 40.7, 0.06);
  near(from('light', SIGHTS), 7.1, 0.06);
});

test('contrasts are those of the palette', () => {
  near(contrast('#000000', '#FFFFFF'), 21, 1e-9);
  const on = { dark: [10.93, 10.6, 9.93, 4.75, 5.68], light: [5.92, 3.95, 4.07, 5.96, 11.92] };
  PALETTE.dark.forEach((stem, i) => near(contrast(stem, '#15181b'), on.dark[i] ?? 0, 0.006));
  PALETTE.light.forEach((stem, i) => near(contrast('#fcfcfd', stem), on.light[i] ?? 0, 0.006));
});

test('hue is that of OKLCH, and goes round', () => {
  near(hueOf('#ff0000'), 29.23, 0.05);
  near(hueOf('#00ff00'), 142.5, 0.05);
  near(hueOf('#0000ff'), 264.05, 0.05);
  near(huesApart('#ff0000', '#ff00ff'), 60.8, 0.5);
});

test('greys look the same to everybody, and a simulated colour is one that a screen shows', () => {
  for (const sight of SIGHTS) {
    for (const grey of ['#000000', '#5c5c5c', '#ffffff'])
      assert.equal(simulated(grey, sight), grey);
    for (const stem of PALETTE.dark) assert.ok(isColour(simulated(stem, sight)));
  }
  assert.equal(simulated('#a6d895', 'normal'), '#a6d895');
});
