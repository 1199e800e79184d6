// Holds `predub measure`, `null` and `qc` against a score made by make-score.sh, whose ground truth
// says what was built into it: check-measures.mjs SCORE_DIR. PREDUB names another program.
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..');
const predub = process.env.PREDUB ?? join(root, 'build/release/predub');
const dir = process.argv[2];
if (!dir) {
  console.error('usage: check-measures.mjs SCORE_DIR');
  process.exit(2);
}
const read = (name) => JSON.parse(readFileSync(join(dir, name), 'utf8'));
const truth = read('ground-truth.json');
const variants = read('variants.json').variants.map(({ path }) => path);
let failed = 0, passed = 0;

function row(good, what, found) {
  if (good) passed++;
  else failed++;
  console.log(`${good ? 'ok  ' : 'FAIL'}  ${what.padEnd(46)} ${found}`);
}

function run(...args) {
  const { status, stdout, stderr, error } = spawnSync(predub, args, { cwd: dir, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (error) throw error;
  let json = null;
  try {
    json = JSON.parse(stdout);
  } catch {
    // the status and stderr tell why
  }
  return { status, json, stderr: stderr.split('\n')[0] };
}

// ---- scenes

// What a label of the ground truth means: one of these kinds stands out, and none where it is not set.
// A score that leans on its LFE is not yet one whose bass is nowhere else, so L6 may be red without
// the label. Nor is dialogue masked from the Centre where the sides are as loud as the lines.
const inCentre = ({ kind, channel }) => kind === 'centre-busy' || (kind === 'dialogue-audibility' && channel === 'C');
const labels = {
  lfe_clash: { found: ({ kind }) => kind === 'lfe-headroom' || kind === 'lfe-overlap', built: 'music_lfe', channel: 'LFE' },
  lfe_pumping: { found: ({ kind }) => kind === 'lfe-pumping', built: 'music_lfe', channel: 'LFE' },
  lfe_only_bass: { found: ({ kind }) => kind === 'lfe-only-bass', built: 'music_lfe', channel: 'LFE' },
  centre_masks_dialogue: { found: inCentre, built: 'music_centre', channel: 'C' },
};

const standsOut = ({ level }) => level === 'amber' || level === 'red';
const roleOf = (bus) => bus.replace(/^[^_]*_/, '').replaceAll('_', ' ');

// The stem that the label was built from: of the marked parts, else of all, the loudest.
function guilty(scene, built) {
  const parts = scene.built_from[built], marked = parts.filter(({ part }) => part);
  const loudest = (marked.length ? marked : parts).reduce((a, b) => (b.gain_db > a.gain_db ? b : a));
  return roleOf(loudest.bus);
}

const figure = ({ kind, level, value, unit, stem, channel, trim_db }) =>
  `${kind} ${level} ${value?.toFixed(2) ?? '-'} ${unit}${stem ? `, ${stem} ${channel}` : ''}${trim_db === null ? '' : `, ${trim_db.toFixed(1)} dB`}`;

function checkLabel(scene, concerns, label) {
  const { found, built, channel } = labels[label];
  const hits = concerns.filter((concern) => found(concern) && standsOut(concern));
  const what = `scene ${scene.number} ${scene.labels[label] ? label : `no ${label}`}`;

  if (!scene.labels[label]) {
    row(hits.length === 0, what, hits.map(figure).join('; ') || concerns.filter(found).map(figure).join('; '));
    return;
  }
  const stem = guilty(scene, built);
  const right = hits.filter((concern) => concern.stem === stem && concern.channel === channel && concern.moments.length > 0);
  row(right.length > 0, `${what} by ${stem} ${channel}`, hits.map(figure).join('; ') || concerns.filter(found).map(figure).join('; '));
}

// Every moment lies in its scene.
function checkMoments(scene, concerns) {
  const samples = (tc) => tc.split(/[:;]/).map(Number).reduce((sum, part, i) => sum * [0, 60, 60, truth.frame_rate][i] + part, 0);
  const outside = concerns.filter(({ moments }) =>
    moments.some(({ tc_in, tc_out }) => samples(tc_in) < samples(scene.tc_in) || samples(tc_out) > samples(scene.tc_out) || samples(tc_out) <= samples(tc_in)));
  row(outside.length === 0, `scene ${scene.number} moments lie in it`, outside.map(({ kind }) => kind).join(' '));
}

function checkScenes() {
  const prints = readdirSync(join(dir, 'stems')).map((name) => `stems/${name}`);
  const temp = (role) => truth.dub_stage.find((one) => one.role === role).file;
  const { status, json, stderr } = run('measure', '--json', '--fps', String(truth.frame_rate), '--scenes', 'scenes.csv', '--prints', ...prints,
    '--dialogue', temp('dialogue'), '--effects', temp('effects'));
  row(status === 0 && json?.scenes.length === truth.scenes.length, 'measure', status ? stderr : `${json?.scenes.length} scenes`);
  for (const scene of status === 0 ? truth.scenes : []) {
    const { concerns } = json.scenes.find(({ number }) => number === scene.number);
    for (const label of Object.keys(labels)) checkLabel(scene, concerns, label);
    checkMoments(scene, concerns);
    const others = concerns.filter((concern) => standsOut(concern) && !Object.entries(labels).some(([label, { found }]) => scene.labels[label] && found(concern)));
    console.log(`      beside these: ${others.map(figure).join('; ') || 'nothing'}`);
  }
}

// ---- null tests

const roles = truth.cues.at(-1).stems.map(({ stem }) => stem);
const stems = (change = {}) => roles.map((role) => change[role] ?? `variants/smpte/1m3_${role}_stem.wav`);
const reference = 'variants/smpte/1m3_Full_mix.wav';
const passes = ['exact', 'dither', 'print-noise'];

function checkNull(what, mix, list, verdicts, diagnosis) {
  const { status, json, stderr } = run('null', '--json', '--mix', mix, '--stems', ...list);
  const diagnoses = json?.diagnoses ?? [];
  const seen = diagnoses.map(({ kind, stem, value, unit }) => [kind, stem, value, unit].filter((part) => part !== null && part !== '').join(' '));
  const told = diagnosis ? diagnoses.some((one) => Object.entries(diagnosis).every(([key, value]) => one[key] === value)) : diagnoses.length === 0;

  row(verdicts.includes(json?.verdict) && told && (status === 0) === passes.includes(json?.verdict), what,
    json ? `${json.verdict} ${json.residual_db?.toFixed(1) ?? '-inf'} dB ${seen.join('; ')}` : stderr);
}

function checkNulls() {
  for (const cue of truth.cues.slice(0, -1))
    checkNull(`${cue.name} nulls`, cue.full_mix.file, cue.stems.map(({ file }) => file), ['dither']);
  checkNull('1m3 nulls to the bit', reference, stems(), ['exact']);
  const mono = (name) => ['L', 'R', 'C', 'LFE', 'Ls', 'Rs'].map((channel) => `variants/multimono/1m3_${name}.${channel}.wav`);
  const [first, ...rest] = mono('Full_mix');
  checkNull('multimono', first, [...roles.flatMap((role) => mono(`${role}_stem`)), ...rest], ['exact']);
  checkNull('film-order', 'variants/film-order/1m3_Full_mix_film.wav', roles.map((role) => `variants/film-order/1m3_${role}_stem_film.wav`), ['exact']);
  checkNull('stems in film order, mix in smpte order', reference, roles.map((role) => `variants/film-order/1m3_${role}_stem_film.wav`), ['exact']);
  checkNull('String one sample late', reference, stems({ String: 'variants/null/1m3_String_stem_late1.wav' }), ['close', 'different'],
    { kind: 'offset', stem: 'String', value: 1, unit: 'samples' });
  checkNull('Brass inverted', reference, stems({ Brass: 'variants/null/1m3_Brass_stem_inverted.wav' }), ['different'], { kind: 'polarity', stem: 'Brass' });
  checkNull('Percussion placed by its time reference', reference, stems({ Percussion: 'variants/null/1m3_Percussion_stem_trimmed.wav' }), ['exact']);
  checkNull('mix as RF64', 'variants/odd/1m3_Full_mix_rf64.wav', stems(), ['exact']);
  checkNull('Percussion missing', reference, stems().slice(0, -1), ['different'], { kind: 'missing', stem: 'Percussion' });
}

// ---- QC

// Each file alone: the finding that its description calls for, and whether it is a must.
const odd = {
  'variants/odd/1m3_Full_mix_rf64.wav': null,
  'variants/odd/1m3_Full_mix_truncated.wav': { level: 'must', text: /cut|trunc|end|short/i },
  'variants/odd/1m3_Full_mix_float_nan.wav': { level: 'must', text: /nan/i },
  'variants/odd/1m3_Full_mix_44k1.wav': { level: 'must', text: /44[., ]?1/ },
  'variants/odd/1m3_Full_mix_stereo16.wav': { level: 'must', text: /channel|stereo/i },
};

function checkQc() {
  const set = run('qc', '--json', ...stems(), reference);
  const musts = (set.json?.findings ?? []).filter(({ level }) => level === 'must');
  row(set.status === 0 && musts.length === 0, 'qc of the reference set', set.json ? musts.map(({ code, text }) => `${code}: ${text}`).join('; ') : set.stderr);
  for (const [path, wanted] of Object.entries(odd)) {
    const { status, json, stderr } = run('qc', '--json', path);
    const findings = json?.findings ?? [];
    const hit = wanted ? findings.find(({ level, text }) => level === wanted.level && wanted.text.test(text)) : !findings.some(({ level, file }) => level === 'must' && file);

    row(Boolean(hit) && (wanted ? status === 1 : true), `qc ${path.split('/').pop()}`,
      json ? findings.filter(({ level }) => level !== 'info').map(({ level, code }) => `${level} ${code}`).join('; ') : `status ${status}: ${stderr}`);
  }
}

console.log(`${predub} on ${dir}\n`);
checkScenes();
console.log();
checkNulls();
console.log();
checkQc();
const untried = variants.filter((path) => path.startsWith('variants/odd') && !(path in odd));
row(untried.length === 0, 'every variant was tried', untried.join(' '));
console.log(`\n${passed} right, ${failed} wrong`);
process.exitCode = failed ? 1 : 0;
