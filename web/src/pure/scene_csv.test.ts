import assert from 'node:assert/strict';
import test from 'node:test';
import { sceneCsv } from './scene_csv.js';

const line = (name: string) => ({
  number: '3A',
  name,
  tc_in: '01:00:00:00',
  tc_out: '01:00:08;02',
});

test('a list of scenes is a head and a line each; names keep their commas and quotes', () => {
  assert.equal(sceneCsv([]), '');
  assert.equal(
    sceneCsv([line('Pier'), line('Ilse, "home"')]),
    'scene,name,tc_in,tc_out\n' +
      '3A,Pier,01:00:00:00,"01:00:08;02"\n' +
      '3A,"Ilse, ""home""",01:00:00:00,"01:00:08;02"\n',
  );
});
