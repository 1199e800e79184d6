/* The cases are those of tests/unit/codec_media/names_test.c: both read names alike. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { readName } from './names.js';
import { readRole, roleOfWord, stemWithin } from './roles.js';

type Case = readonly [
  string,
  string,
  string,
  string,
  string,
  string | null,
  string,
  string | null,
  string,
];

function assertFacts(expected: Case): void {
  const f = readName(expected[0]);
  assert.deepEqual(
    [expected[0], f.project, f.cue, f.version, f.picture, f.kind, f.role, f.channel, f.base],
    expected,
  );
}

test('names of prints and temps tell cue and role', () => {
  const cases: Case[] = [
    ['in/1m1_FX_inst_stem.wav', '', '1m1', '', '', 'stem', 'FX inst', null, '1m1_FX_inst_stem'],
    ['1m1_Full_mix.wav', '', '1m1', '', '', 'mix', 'Full mix', null, '1m1_Full_mix'],
    [
      '1m3_Atmospheric_stem.wav',
      '',
      '1m3',
      '',
      '',
      'stem',
      'Atmospheric',
      null,
      '1m3_Atmospheric_stem',
    ],
    ['1m3_String_stem.Ls.wav', '', '1m3', '', '', 'stem', 'String', 'Ls', '1m3_String_stem'],
    ['R1_DX_temp.wav', '', '', '', '', 'dialogue', 'Dialogue', null, 'R1_DX_temp'],
    ['R1_FX_temp.wav', '', '', '', '', 'effects', 'Effects', null, 'R1_FX_temp'],
    ['C:\\mix\\1M01 STRINGS.WAV', '', '1m01', '', '', 'stem', 'String', null, '1M01 STRINGS'],
    ['1m1 BRS v2.wav', '', '1m1', '2', '', 'stem', 'Brass', null, '1m1 BRS v2'],
    [
      '2m03A_Perc_c0917.aif',
      '',
      '2m03A',
      '',
      '0917',
      'stem',
      'Percussion',
      null,
      '2m03A_Perc_c0917',
    ],
    ['1m1v2_ATM.wav', '', '1m1', '2', '', 'stem', 'Atmospheric', null, '1m1v2_ATM'],
    ['1m1-FXI.flac', '', '1m1', '', '', 'stem', 'FX inst', null, '1m1-FXI'],
    ['1m1_FX_stem.wav', '', '1m1', '', '', 'stem', 'FX inst', null, '1m1_FX_stem'],
    ['Strings 1m1.wav', '', '1m1', '', '', 'stem', 'String', null, 'Strings 1m1'],
  ];
  cases.forEach(assertFacts);
});

test('longer names tell project, version and picture', () => {
  const me = 'proj_s01e01_lp_v01_ME_Nearfield_6ch_48k_24b_23976';
  const fx = 'proj_s01e01_lp_v01_FXStem_Theatrical_6ch';
  const cases: Case[] = [
    [
      'TW312 1m01 v3.2 c0917 Main Title',
      'TW312',
      '1m01',
      '3.2',
      '0917',
      null,
      '',
      null,
      'TW312 1m01 v3.2 c0917 Main Title',
    ],
    [
      'Tide Line_1m2_Strings_v4.wav',
      'Tide Line',
      '1m2',
      '4',
      '',
      'stem',
      'String',
      null,
      'Tide Line_1m2_Strings_v4',
    ],
    [`${me}.L.wav`, 'proj', '', '01', '', null, '', 'L', me],
    [`${fx}.wav`, 'proj', '', '01', '', 'effects', 'Effects', null, fx],
  ];
  cases.forEach(assertFacts);
});

test('a channel is told at the very end only', () => {
  const told = {
    'X.L.wav': 'L',
    'X_R.wav': 'R',
    'X-C.wav': 'C',
    'X LFE.wav': 'LFE',
    'X.LS.wav': 'Ls',
    'X.rs.WAV': 'Rs',
    'X (Left).wav': 'L',
    'X_Ctr.wav': 'C',
    'X.Sub.wav': 'LFE',
    'X_Right Surround': 'Rs',
    'Ls.wav': 'Ls',
    'Cue_01.Ls.wav': 'Ls',
  };
  for (const [name, channel] of Object.entries(told))
    assert.equal(readName(name).channel, channel, name);
  const not = [
    'Brass.wav',
    'X_L_v2.wav',
    'Vol.wav',
    '1m1_C_part.wav',
    'X.Lss.wav',
    'X_LR.wav',
    'XL.wav',
    'X.LsRs.wav',
    'R1_DX_temp.wav',
    'L_Brass.wav',
    '',
    '.wav',
  ];
  for (const name of not) assert.equal(readName(name).channel, null, name);
});

test('cues that are none are not read', () => {
  const none = [
    'M25v2 Love theme 1-20-13-05.wav',
    '123m1.wav',
    '1m.wav',
    '1m1234.wav',
    '48m.wav',
    '1x1.wav',
  ];
  for (const name of none) {
    assert.equal(readName(name).cue, '', name);
    assert.equal(readName(name).reel, 0);
  }
  const { reel, number } = readName('12m034_Strings.wav');
  assert.deepEqual([reel, number], [12, 34]);
});

test("stems of a production's own keep their names", () => {
  assert.equal(readName('1m1_Choir_and_Organ_stem.wav').kind, 'stem');
  assert.equal(readName('1m1_Choir_and_Organ_stem.wav').role, 'Choir and Organ');
  assert.equal(readName('1m1_Low_Strings_stem.wav').role, 'Low Strings');
  assert.equal(readName('1m1_High_Strings_stem.wav').role, 'High Strings');
});

test('what is several temps in one has no role', () => {
  assert.equal(readName('R1_DX_FX_temp.wav').kind, null);
  assert.equal(readName('R1_MX_temp.wav').kind, null);
  assert.equal(readName('R1_MX_temp.wav').role, '');
});

test('roles are known by what people write', () => {
  const cases = [
    ['Strings', 'String', 'stem'],
    ['str', 'String', 'stem'],
    ['perc', 'Percussion', 'stem'],
    ['FX_inst', 'FX inst', 'stem'],
    ['FX inst stem', 'FX inst', 'stem'],
    ['mix', 'Full mix', 'mix'],
    ['DX', 'Dialogue', 'dialogue'],
    ['dialog', 'Dialogue', 'dialogue'],
    ['fx', 'Effects', 'effects'],
    ['FULL-MIX', 'Full mix', 'mix'],
    ['Choir', 'Choir', null],
    ['', '', null],
  ] as const;
  for (const [text, role, kind] of cases) assert.deepEqual(readRole(text), { kind, role }, text);
});

test('names without end do no harm', () => {
  assert.equal(readName('m'.repeat(1999)).base.length, 255);
  assert.equal(readName('1m1_v9.9.9 c1 '.repeat(142)).cue, '1m1');
});

test('a role is one of the production, or none', () => {
  const stems = ['Strings', 'Solo Choir'];
  assert.deepEqual(roleOfWord(stems, 'str'), { kind: 'stem', role: 'Strings' });
  assert.deepEqual(roleOfWord(stems, 'Brass'), { kind: null, role: 'Brass' });
  assert.deepEqual(roleOfWord(stems, 'DX'), { kind: 'dialogue', role: 'Dialogue' });
  assert.deepEqual(stemWithin(stems, '1m1_Solo_Choir_b.wav'), { kind: 'stem', role: 'Solo Choir' });
  assert.equal(stemWithin(stems, '1m1_Solo_Choir_with_Strings.wav').kind, null);
});
