/* Every English word on the page, part by part: who puts the page into another language changes this
 * file alone. */
import type { TestState, Verdict } from './api/overview_types.js';
import type { Agreement, Scope, Side } from './api/people_types.js';
import type {
  About,
  Advice,
  BothSides,
  Likelihood,
  Monitoring,
  NoteState,
} from './api/talk_types.js';
import type { Sight } from './pure/colours.js';
import type { FigureKey } from './pure/figures.js';
import { joinWords } from './pure/format.js';
import type { HistoryWords } from './pure/history.js';
import type { Lit } from './pure/looks.js';
import type { Filter } from './pure/overview.js';
import type { Choice, Fold } from './pure/recipe.js';
import { LABEL_CHARS, LEAST_CONTRAST, LEAST_DISTANCE, PRINT_DISTANCE } from './pure/stem_plan.js';
import type { Refusal } from './pure/stem_plan.js';

const of = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;

/* Keys and settings, the place to go to, and the connection. */
export const keys = {
  open: 'Keys and settings',
  title: 'Keys and settings',
  settings: 'Settings',
  does: {
    play: 'play, pause',
    shuttle: '5 s back, stop, on',
    frame: 'one frame',
    second: 'one second',
    scene: 'scene before, after',
    concern: 'next by concern',
    worst: 'worst moment after, before',
    range: 'range in, out',
    loop: 'loop on, off',
    note: 'note at the playhead',
    ask: 'ask, answer',
    sign: 'sign',
    find: 'find a scene',
    lfe: 'LFE in, out',
    centre: 'Centre in, out',
    solo: 'solo a stem',
    mute: 'mute a stem',
    clear: 'clear solo, mute',
    parts: 'music, DX, FX',
    fold: 'fold-down',
    set: 'print set A, B',
    table: 'lane as a table',
    zoom: 'zoom in, out',
    reel: 'scene, whole reel',
    goto: 'go to a timecode',
    list: 'this list',
  },
  to: 'to',
  typing: 'While typing:',
  while_typing: {
    play: 'play, pause',
    second: 'one second back, on',
    lfe: 'LFE in, out',
    send: 'send',
    leave: 'leave, text kept',
  },
  theme: 'Theme',
  themes: { auto: 'As the system', dark: 'Dark', light: 'Light' },
  letters: 'Single letters, digits and signs are keys',
  typing_pauses: 'Typing a note, question or answer pauses',
  paused: 'Paused while you type',
};

export const goto = {
  title: 'Go to',
  place: 'Timecode or scene',
  hint: '09:47:10, 4710, +12, s48',
  go: 'Go there',
  none: (rate: string): string => `No such place at ${rate} fps`,
};

export const link = {
  since: (clock: string): string => `Not connected since ${clock}`,
  next: (seconds: number): string => `next try in ${seconds} s`,
  trying: 'trying',
  try_now: 'Try now',
  sound: 'Sound already loaded still plays.',
  kept: (n: number): string =>
    n === 0
      ? 'What you type is kept here.'
      : n === 1
        ? 'Kept here: 1 text not sent yet.'
        : `Kept here: ${n} texts not sent yet.`,
  unkept:
    'This browser has no room to keep what you type. Send it before you close or reload the page.',
};

/* What is heard: the transport, the sentence below it, and the sheets behind it. */
const decibels = (db: number): string =>
  db < 0 ? `\u2212${Math.abs(db)} dB` : db > 0 ? `+${db} dB` : '0 dB';

/* What the matrix does to the LFE: mono hears both sides of it. */
const LFE_DB: Readonly<Record<Exclude<Choice['lfe'], 'out'>, number>> = { minus_3: -3, plus_4: 4 };

export const transport = {
  label: 'Transport',
  timecode: 'Timecode',
  play: 'Play',
  pause: 'Pause',
  before: 'Scene before',
  after: 'Scene after',
  slider: 'Position in the reel',
  in_scene: (tc: string, number: string, name: string): string =>
    `${tc}, scene ${number}${name ? ` ${name}` : ''}`,
  level: 'Level of what plays',
  waiting: 'waiting for sound',
  loop: { scene: 'Scene', range: 'Range', of_scene: 'Loop the scene', of_range: 'Loop the range' },
  unmark: 'Clear the range',
};

export const listen = {
  lfe: 'LFE',
  lfe_out: 'LFE out',
  lfe_in: (lfe: Exclude<Choice['lfe'], 'out'>, fold: Fold): string =>
    `LFE in, ${decibels(LFE_DB[lfe] + (fold === 'mono' ? 3 : 0))}`,
  parts: 'What plays',
  music: 'Music',
  dialogue: 'DX',
  effects: 'FX',
  centre: 'Centre',
  fold: 'Fold-down',
  folds: { lo_ro: 'Lo/Ro', lt_rt: 'Lt/Rt', mono: 'Mono' },
  more: 'Listen to',
  close: 'Close',
  sets: 'Print set',
  sets_of: (cue: string): string => `Print set of ${cue}`,
  a: 'A',
  b: 'B',
  version: (n: number): string => `v${n}`,
  which_b: 'Which print set is B',
  no_other: 'no other print set of this cue was published',
  no_cue: 'no cue plays here',
  loop: 'Loop',
  range: 'Range',
  range_none: 'no range is marked',
  range_in: 'Mark in',
  range_out: 'Mark out',
  lfe_level: 'LFE level',
  as_heard: 'As it is heard',
};

export const heard = {
  you_hear: 'You hear',
  silent: 'Nothing plays yet',
  switching: 'going over',
  stems: (n: number): string => (n === 1 ? '1 stem' : `${n} stems`),
  all_but: (n: number, without: string): string => `${n} stems, without ${without}`,
  full_mix: 'full mix',
  at: (role: string, gain: string): string => `${role} ${gain}`,
  gain: decibels,
  sets: (n: number): string => `${n} print sets`,
  music_of: (sets: string, stems: string): string => `${sets}, ${stems}`,
  only: (temps: string): string => `temp ${temps} alone`,
  with_temps: (temps: string): string => `with temp ${temps}`,
  without_temps: 'without temps',
  nothing: 'nothing: no print or temp in this place plays',
  dialogue: 'DX',
  effects: 'FX',
  and: 'and',
  constant: 'constant',
  overs: (n: number): string => (n === 1 ? '1 over' : `${n} overs`),
  first_at: (tc: string): string => `first at ${tc}`,
  counting: 'counting overs',
  preview: (hash: string): string => `preview ${hash}`,
  on: 'on',
  listened_on: 'Listened to on',
  gaps: 'a switch has a gap: this browser plays without Web Audio',
  temp: 'TEMP',
  temp_why:
    'A passing trial: gains, groups, mutes or solos that no shared recipe has. Opens the mix.',
  recipe: 'recipe',
  shared: 'shared',
  overs_title: 'Overs',
  overs_why:
    'Where the fold-down passes full scale. There is no limiter; what you hear there may be clipped by this machine alone.',
  overs_none: 'None: nothing passes full scale.',
  overs_more: (n: number): string => `and ${n} more`,
};

export const mix = {
  title: 'Mix',
  open: 'Mix',
  why: 'For listening only: prints, measures and delivery stay as they are.',
  stems: 'Stems',
  solo: 'S',
  mute: 'M',
  solo_of: (role: string): string => `Solo ${role}`,
  mute_of: (role: string): string => `Mute ${role}`,
  gain_of: (role: string): string => `Gain of ${role}`,
  not_summed: 'in place of the stems',
  full_mix: 'Full mix',
  temps: { Dialogue: 'Temp DX', Effects: 'Temp FX' } as Readonly<Record<string, string>>,
  db: (db: number): string => decibels(Math.round(db * 10) / 10),
  as_printed: 'As printed',
  clear: 'Clear solos and mutes',
  groups: 'Groups',
  groups_none: 'Stems in a group share one gain and one mute.',
  suspend: 'Suspend',
  suspend_why: 'For a moment its stems stand on their own',
  dissolve: 'Dissolve',
  group_name: 'Name of the group',
  group_stems: 'Its stems',
  make_group: 'Group them',
  recipes: 'Saved recipes',
  recipes_none: 'None yet.',
  by: (name: string): string => `by ${name}`,
  shared: 'shared',
  own: 'yours alone',
  in_use: 'in use',
  use: 'Use',
  use_of: (name: string): string => `Use ${name}`,
  share: 'Share',
  unshare: 'Keep to yourself',
  remove: 'Delete',
  remove_of: (name: string): string => `Delete ${name}`,
  recipe_name: 'Name',
  save: 'Save what is heard',
  save_shared: 'Shared with both sides',
};

/* A production as a whole: counts and filters, delivery, print sets, what others did. */
export const overview = {
  reels: (n: number): string => of(n, 'reel', 'reels'),
  cut: (name: string): string => (/^cut\b/i.test(name) ? name.replace(/^C/, 'c') : `cut ${name}`),
  holds: (cuts = 0, cues = 0): string => `${of(cuts, 'cut', 'cuts')}, ${of(cues, 'cue', 'cues')}`,
  counts: 'Counts of the film; each is a filter',
  count: {
    both: 'both',
    music: 'music only',
    stage: 'stage only',
    stale: 'stale',
    unsigned: 'unsigned',
    lacking: 'without both',
    queries: 'open',
    red: 'red',
    amber: 'amber',
    clear: 'clear',
    unmeasured: 'unmeasured',
    waiting: 'waiting for me',
    unheard: 'unheard',
  } satisfies Record<Filter, string>,
  /* follows the count for those who do not see the glyphs */
  says: {
    both: 'sides have signed',
    music: 'has signed',
    stage: 'has signed',
    stale: 'signatures',
    unsigned: 'scenes',
    lacking: 'signatures',
    queries: 'queries',
    red: 'scenes',
    amber: 'scenes',
    clear: 'scenes',
    unmeasured: 'scenes',
    waiting: '',
    unheard: '',
  } satisfies Record<Filter, string>,
  tasks: { waiting: 'Waiting for me', unheard: 'Unheard', queries: 'Open query', stale: 'Stale' },
  by_state: 'By state',
  only: 'Only',
  all: 'Show all',
  shown: (n: number, all: number): string => `${n} of ${all} scenes`,
  find: 'Find',
  find_hint: 'Find a scene by number, name, cue or words',
  none_found: 'No scene is like that.',
  heard: 'Heard',
  heard_share: (out: number, within: number): string =>
    `heard ${out} % with LFE out, ${within} % with LFE in`,

  standing: {
    unheard: 'unheard',
    part: 'part heard',
    heard: 'heard, not signed',
    query: (days: number): string =>
      days < 1 ? 'query open' : `query open ${of(days, 'day', 'days')}`,
    answered: (likelihood: string): string => `answered: ${likelihood}`,
  },

  strip: {
    label: 'The film; the list of scenes is its table',
    rows: { concern: 'Concern', music: 'Music', stage: 'Stage', heard: 'Heard' },
    reel: (n: number): string => `Reel ${n}`,
    nowhere: 'no scene chosen',
    scene: (number: string, name: string): string => `scene ${number}${name ? ` ${name}` : ''}`,
    level: { clear: 'clear', amber: 'amber', red: 'red', unmeasured: 'not measured' },
  },

  delivery: {
    title: 'Delivery',
    held: (n: number): string => `held up by ${n}`,
    free: 'nothing checked here holds it up',
    reading: 'being checked',
    show: 'Show',
    upload: 'Upload',
    none: 'No print set yet',
    sets: (n: number, all: number): string =>
      n === all
        ? `All ${of(all, 'print set is', 'print sets are')} complete`.replace('All 1', 'The')
        : `${n} of ${of(all, 'print set', 'print sets')} complete`,
    lacks: (cue: string, roles: string): string => `${cue} lacks ${roles}`,
    bare: (cue: string): string => `${cue} has no print set`,
    more: (n: number): string => of(n, 'more cue', 'more cues'),
    full_mix: 'its full mix',
    must: (n: number, cues: string): string => `${of(n, 'must finding', 'must findings')}: ${cues}`,
    no_must: 'No must finding open',
    qc_waits: (n: number): string => `QC is not done for ${of(n, 'cue', 'cues')}`,
    queries: (open: number, outdated: number): string =>
      [
        ...(open > 0 ? [`${of(open, 'query', 'queries')} open`] : []),
        ...(outdated > 0 ? [`${of(outdated, 'answer', 'answers')} for older sound`] : []),
      ].join(', '),
    no_query: 'No query open',
    signoffs: (lacking: number, stale: number): string =>
      [
        ...(lacking > 0 ? [`${of(lacking, 'scene lacks', 'scenes lack')} a sign-off`] : []),
        ...(stale > 0
          ? [
              lacking > 0
                ? `${stale} ${stale === 1 ? 'is' : 'are'} stale`
                : `${of(stale, 'scene is', 'scenes are')} stale`,
            ]
          : []),
      ].join(', '),
    all_signed: 'All scenes are signed by both sides',
    nulls: (n: number, all: number): string =>
      n === all
        ? `Null test has a verdict for ${of(all, 'cue', 'cues')}`
        : `Null test has a verdict for ${n} of ${of(all, 'cue', 'cues')}`,
    limits: 'Checked are prints, queries and signatures. Handing over is not part of this page.',
    state: { good: 'done', held: 'holds it up', waiting: 'being checked' },
  },

  sets: {
    title: 'Print sets',
    latest: (n: number): string => `latest of ${of(n, 'cue', 'cues')}`,
    cue: 'Cue',
    set: 'Set',
    prints: 'Prints',
    qc: 'QC',
    null: 'Null test',
    arrived: 'Arrived',
    all: (n: number): string => `All ${n} cues`,
    fewer: 'The latest only',
    open: (cue: string, version: number): string => `${cue} v${version}, open`,
    pass: 'pass',
    incomplete: 'incomplete',
    must: (n: number): string => `${n} must`,
    should: (n: number): string => `${n} should`,
    states: {
      done: '',
      waiting: 'being checked',
      failed: 'failed',
      lacking: 'lacks prints',
    } satisfies Record<TestState, string>,
    verdicts: {
      exact: 'exact',
      dither: 'pass',
      'print-noise': 'pass',
      close: 'close',
      different: 'differs',
    } satisfies Record<Verdict, string>,
    waits_for: (what: string): string => `waits for ${what}`,
    empty: 'No prints yet',
    to_upload: 'Upload',
    empty_next: 'Send the first print set of a cue.',
  },

  set: {
    title: (cue: string, version: number): string => `${cue} v${version}`,
    versions: 'Print sets of this cue, newest first',
    draft: 'not published yet',
    whole: 'complete',
    lacks: (roles: string): string => `lacks ${roles}`,
    arrived: (when: string): string => `arrived ${when}`,
    reading: 'Reading the print set',
    newer: (version: number): string => `v${version} is newer than this set.`,
    qc: 'QC',
    levels: { must: 'must', should: 'should', info: 'info' },
    nothing_found: 'All prints are as agreed.',
    infos: (n: number): string => of(n, 'remark', 'remarks'),
    waiting: 'The server still listens to it.',
    failed: (why: string): string => `It failed: ${why}`,
    null: 'Null test',
    channel: 'Channel',
    verdict: 'Verdict',
    residual: 'Residual',
    gain: 'Gain',
    scene: 'Scene',
    nothing_left: 'nothing left',
    scenes: 'Scenes that do not null',
    verdicts: {
      exact: 'exact',
      dither: 'dither alone',
      'print-noise': 'noise of the print alone',
      close: 'close',
      different: 'differs',
    } satisfies Record<Verdict, string>,
    changed: (version: number): string => `What changed against v${version}`,
    first: 'This is the first set of the cue.',
    same: 'Not a sample has changed.',
    unchanged: (roles: string): string => `Unchanged throughout: ${roles}.`,
    roles: 'Prints that changed',
    whole_film: 'all',
    verdict_of: {
      same: 'same',
      changed: 'changed',
      new: 'new',
      gone: 'gone',
      silent: 'silent',
    },
    difference: (channel: string, db: string): string => `${channel} by ${db}`,
  },

  since: {
    title: 'Since you were here',
    seen: 'Seen',
    details: 'Show',
    counts: {
      print: (n: number): string => of(n, 'new print set', 'new print sets'),
      query: (n: number): string => of(n, 'query', 'queries'),
      answer: (n: number): string => of(n, 'answer', 'answers'),
      signoff: (n: number): string => of(n, 'sign-off', 'sign-offs'),
      note: (n: number): string => of(n, 'note', 'notes'),
      other: (n: number): string => of(n, 'other event', 'other events'),
    },
    scene: (number: string): string => `scene ${number}`,
    nothing: 'Nothing new.',
    more: 'Only the first 200 are listed.',
    somebody: 'The server',
    kinds: {
      'note.add': 'left a note',
      'note.reply': 'replied to a note',
      'note.state': 'changed the state of a note',
      'query.ask': 'asked',
      'query.answer': 'answered',
      'query.close': 'closed a query',
      'scene.sign': 'signed',
      'scene.revoke': 'took a signature back',
      'scene.lfe': 'said whether it is complete without LFE',
      'set.add': 'began a print set',
      'set.publish': 'published a print set',
      'set.drop': 'gave up a print set',
      'print.upload': 'sent a print',
      'print.order': 'said which channel is which',
      'print.start': 'said where a print starts',
      'temp.upload': 'sent a temp',
      'temp.order': 'said which channel is which',
      'temp.start': 'said where a temp starts',
      'cue.add': 'added a cue',
      'picture.add': 'added a cut',
      'scenes.put': 'replaced the scene list',
      'thresholds.put': 'set the thresholds',
      'agreement.propose': 'proposed terms',
      'agreement.accept': 'accepted the terms',
      'stem_plan.put': 'changed the stem plan',
      'member.join': 'joined',
      'member.change': 'changed a member',
      'member.remove': 'removed a member',
      'invitation.add': 'invited somebody',
      'invitation.revoke': 'took an invitation back',
      'link.add': 'made a guest link',
      'link.open': 'opened a guest link',
      'link.revoke': 'took a guest link back',
      'listening.done': 'is done listening',
    } as Readonly<Record<string, string>>,
  },

  agreement: {
    title: 'Stage agreement',
    open: 'Open',
    open_label: 'Open stage agreement',
    none: 'Nothing is agreed yet.',
    accepted: (when: string): string => `accepted by both, ${when}`,
    proposed: (version: number): string => `version ${version} waits for an answer`,
    waits: (version: number): string => `Version ${version} waits for your side.`,
    lfe: { none: 'none', agreed_moments: 'agreed moments', free: 'free' },
    centre: { empty: 'empty', sparing: 'sparing', free: 'free' },
    policies: (lfe: string, centre: string): string => `LFE: ${lfe}. Centre: ${centre}.`,
    format: (rate_hz: number, bits: number, rate: string): string =>
      `${rate_hz / 1000} kHz, ${bits} bit, ${rate}.`,
    starts: (start: string): string => `Starts at ${start}`,
    stamps: 'Starts as stamped',
    pops: { none: 'no pops', two_pop: '2-pop' },
    stems: (names: string): string => `Stems: ${names}.`,
  },

  people: {
    title: 'People',
    open: 'Open',
    open_label: 'Open people',
    here: 'here now',
    done: 'done listening',
    guest: 'guest',
  },

  plan: {
    title: 'Stem plan',
    open: 'Open',
    open_label: 'Open stem plan',
  },

  cuts: {
    title: 'Cuts and scenes',
    open: 'Open',
    open_label: 'Open cuts and scenes',
    line: (cuts: number, scenes: number): string =>
      `${of(cuts, 'cut', 'cuts')}; this one has ${of(scenes, 'scene', 'scenes')}`,
    none: 'No cut yet',
    none_next: 'Scenes and temps belong to a cut. Give the first one a name.',
    name: 'Name of the cut',
    hint: 'Cut 1',
    add: 'Add the cut',
    another: 'Another cut',
    no_scenes: 'No scenes yet',
    no_scenes_next: 'Paste the scene list of this cut, or choose its file.',
    replace: 'Replace the scene list',
    replace_why:
      'The whole list is replaced at once. A scene whose number stays keeps its notes, queries and signatures.',
    list: 'Scene list as CSV',
    file: 'Choose a file',
    put: 'Put the scenes in',
    of_file: (name: string): string => `read from ${name}`,
  },

  notices: {
    title: 'Mail',
    mail: (production: string): string => `Mail me what happens in ${production}`,
    why: 'Bundled, and never about what you did yourself.',
    no_address: 'Give a mail address above first.',
  },

  hooks: {
    title: 'Webhooks',
    why: 'Every event of this production is sent to these addresses, bundled and signed.',
    url: 'Address',
    add: 'Add a webhook',
    remove: 'Remove',
    by: (name: string): string => `by ${name}`,
    states: { good: 'works', retrying: 'is tried again', failing: 'fails' },
    once: 'Copy the secret now: it is shown this once, and signs what is sent.',
  },

  new_production: {
    headroom: 'Headroom of previews, dB',
    headroom_why: 'One constant gain, the same for every preview: \u22126 dB leaves room for sums.',
    stems: 'Stems, one a line',
    stems_why:
      'In the order of the desk. Colours and shapes are proposed and can be changed later.',
    no_headroom: 'Headroom is a number from \u221224 to 0.',
  },
};

/* How stems look. */
const eyes: Readonly<Record<Sight, string>> = {
  normal: '',
  deutan_machado: ' to people with deuteranopia',
  deutan_vienot: ' to people with deuteranopia',
  protan_machado: ' to people with protanopia',
  protan_vienot: ' to people with protanopia',
  tritan_machado: ' to people with tritanopia',
  tritan_brettel: ' to people with tritanopia',
};
const themeOf = (lit: Lit): string => `the ${lit} theme`;
const two = (names: readonly string[]): string => names.join(' and ');

function refused(why: Refusal['why'], names: readonly string[]): string {
  const one = names.at(-1) ?? '';
  switch (why.what) {
    case 'alike':
      return `${two(names)} look alike${eyes[why.sight]} in ${themeOf(why.lit)}: distance ${why.distance.toFixed(1)}, at least ${LEAST_DISTANCE} is needed.`;
    case 'print':
      return `${one} looks like the bright red of the prints in ${themeOf(why.lit)}: distance ${why.distance.toFixed(1)}, at least ${PRINT_DISTANCE} is needed. Choose another hue.`;
    case 'faint':
      return `${one} can hardly be seen in ${themeOf(why.lit)}: contrast ${why.contrast.toFixed(1)}, at least ${LEAST_CONTRAST} is needed.`;
    case 'one_theme':
      return `${one} has a colour in one theme alone: choose one for either, or for none.`;
    case 'no_colour':
      return `A colour of ${one} is not written like #a6d895.`;
    case 'label_same':
      return `${two(names)} have the same letters.`;
    case 'label_taken':
      return `${one}: MIX, DX and FX are the full mix and the temps.`;
    case 'label_empty':
      return `${one} has no letters.`;
    case 'label_long':
      return `${one}: at most ${LABEL_CHARS} letters.`;
    case 'shape_same':
      return `${two(names)} have the same shape.`;
  }
}

export const looks = {
  title: 'Stem plan',
  why: 'Shape, letters and colour tell a stem apart on every screen and for every eye.',
  managers: 'Whoever manages the production can change it.',
  columns: { name: 'Stem', label: 'Letters', shape: 'Shape', dark: 'Dark', light: 'Light' },
  of: (name: string, field: string): string => `${name}: ${field}`,
  pick: { dark: 'pick the dark colour', light: 'pick the light colour' } as const,
  none: 'none',
  up: (name: string): string => `Move ${name} up`,
  down: (name: string): string => `Move ${name} down`,
  shapes: {
    circle: 'circle',
    triangle: 'triangle',
    square: 'square',
    diamond: 'diamond',
    cross: 'cross',
    star: 'star',
    wedge: 'wedge',
    bar: 'bar',
    half: 'half disc',
    hourglass: 'hourglass',
  } as Readonly<Record<string, string>>,
  seen: {
    title: 'Stems as others see them',
    sights: ['Normal', 'Deuteranopia', 'Protanopia', 'Tritanopia'] as const,
    figure: (distance: number): string => `ΔE ${distance.toFixed(1)}`,
    nearest: (names: readonly string[], distance: number): string =>
      `nearest: ${two(names)}, ${distance.toFixed(1)}`,
    none: 'no two colours',
    legend: `The stems in order; then print, amber, red. ΔE: CIEDE2000, the two nearest stems; at least ${LEAST_DISTANCE}.`,
  },
  refused,
  save: 'Save for everybody',
  saved: 'This is what everybody sees.',
  discard: 'Undo changes',
};

/* People: signing in, the account, the two sides, what was agreed. */
const days = (n: number): string => (n === 1 ? '1 day' : `${n} days`);

export const people = {
  sign_in: {
    title: 'Sign in',
    again: 'Sign in again',
    again_why: 'Your session has ended. What you typed is kept, and sound already loaded plays on.',
    name: 'Name',
    password: 'Password',
    enter: 'Sign in',
    invited: 'No account yet? Whoever runs the production sends you an invitation.',
    needs_owner:
      'Nobody has an account on this server yet. Open the link that it printed when it started.',
    too_often: (s: number): string =>
      s < 90
        ? `Too often. Try again in ${s} s.`
        : `Too often. Try again in ${Math.ceil(s / 60)} min.`,
  },
  start: {
    title: 'The first account',
    why: 'You become the owner of this server: you can make productions and invite people.',
    make: 'Make the account',
  },
  invite: {
    title: 'You are invited',
    to: (production: string): string => `To ${production}`,
    as: {
      music: 'on the music side',
      stage: 'on the side of the dub stage',
      none: 'as a listener, on neither side',
    } satisfies Record<Side, string>,
    manages: 'You may invite others.',
    owner: 'You become an owner of this server.',
    by: (name: string): string => `Invited by ${name}.`,
    until: (day: string): string => `Valid until ${day}.`,
    signed_in: (name: string): string => `You are signed in as ${name}.`,
    join: 'Join',
    somebody_else: 'Sign in as somebody else',
    have_account: 'I have an account',
    make: 'Make an account and join',
    looking: 'Reading the invitation',
  },
  no_secret: 'Open the whole link once more: this page forgets its secret part at once.',
  secret_gone: 'This link is not valid any more. Ask for a new one.',
  to_page: 'To the page',
  guest: {
    title: 'You are invited to listen',
    name: 'Your name',
    why: 'The name stands beside your notes and in the record.',
    listen: 'Listen',
    ended: 'This link has ended, or was not opened in this browser. Open it once more.',
    guest: 'guest',
    until: (day: string): string => `open until ${day}`,
    notes: 'Your notes',
    no_notes: 'This link is for listening; notes are not asked for.',
  },
  password: {
    repeat: 'Password again',
    rule: 'At least 10 characters.',
    differ: 'The two passwords differ.',
    mail: 'Mail (for notices; optional)',
  },
  account: {
    title: 'Account',
    open: (name: string): string => `Account of ${name}`,
    sign_out: 'Sign out',
    who: 'Name and mail',
    name: 'Name',
    mail: 'Mail',
    save: 'Save',
    password: 'Password',
    old: 'Password now',
    fresh: 'New password',
    change: 'Change it',
    changed: 'Changed. Your other sessions have ended; tokens stay valid.',
    sessions: 'Signed in',
    this_one: 'here',
    seen: (when: string): string => `last seen ${when}`,
    everywhere: 'Sign out everywhere',
    tokens: 'Tokens for scripts',
    no_tokens: 'None. A token lets a script upload or read in your name.',
    token_name: 'For what',
    make_token: 'Make a token',
    once: 'Copy it now: it is shown this once.',
    revoke: 'Revoke',
    used: (when: string): string => `used ${when}`,
    unused: 'never used',
    scopes: {
      listen: 'listen',
      note: 'note, ask, answer',
      upload: 'upload',
      sign: 'sign',
      deliver: 'deliver',
    } satisfies Record<Scope, string>,
  },
  copy: 'Copy',
  copied: 'Copied',
  sides: { music: 'music', stage: 'stage', none: 'listener' } satisfies Record<Side, string>,
  side_names: {
    music: 'Music',
    stage: 'Stage',
    none: 'Neither, a listener',
  } satisfies Record<Side, string>,
  crew: {
    title: 'People',
    side: 'Side',
    manages: 'manages',
    may_manage: 'May manage the production',
    you: 'you',
    change: 'Save',
    remove: 'Remove',
    leave: 'Leave',
    edit: 'Change',
    done: 'Done',
    invite: 'Invite somebody',
    days,
    valid: 'Valid for',
    make_invitation: 'Make an invitation',
    invitation_once: 'Send this link to one person. It is shown this once and works once.',
    open: 'Open invitations',
    until: (day: string): string => `until ${day}`,
    by: (name: string): string => `by ${name}`,
    take_back: 'Take back',
    links: 'Guest links',
    links_why: 'A guest listens without an account, to the whole film or to some scenes.',
    label: 'For whom',
    may_note: 'May leave notes',
    first: 'From scene',
    last: 'To scene',
    all: 'the whole film',
    from_start: 'the first',
    to_end: 'the last',
    scenes: (first: string, last: string): string => `scenes ${first} to ${last}`,
    with_notes: 'with notes',
    listen_only: 'listening only',
    make_link: 'Make a guest link',
    link_once: 'Send this link to your guest. It is shown this once.',
    reading: 'Reading the people',
  },
  agreement: {
    title: 'Stage agreement',
    in_force: (n: number): string => `Version ${n}, in force`,
    waiting: (n: number): string => `Version ${n}, proposed`,
    none: 'Nothing is agreed yet. One side proposes, the other accepts.',
    accept: (n: number): string => `Accept version ${n} for your side`,
    accepted: (side: string, name: string, when: string): string =>
      `${side}: accepted by ${name}, ${when}`,
    not_accepted: (side: string): string => `${side}: not accepted yet`,
    propose: 'Propose other terms',
    propose_first: 'Propose terms',
    send: 'Propose',
    lfe: 'LFE',
    lfe_policies: {
      none: 'no LFE in the music',
      agreed_moments: 'LFE in agreed scenes only',
      free: 'LFE as the music needs it',
    } satisfies Record<Agreement['lfe_policy'], string>,
    moments: 'Scene numbers, with commas',
    in_scenes: (numbers: string): string => `scenes ${numbers}`,
    centre: 'Centre',
    centre_policies: {
      empty: 'Centre empty of music',
      sparing: 'Centre used sparingly',
      free: 'Centre as the music needs it',
    } satisfies Record<Agreement['centre_policy'], string>,
    files: 'Files',
    format: (rate_hz: number, bits: number): string => `${rate_hz / 1000} kHz, ${bits} bit`,
    rate: 'Sample rate',
    bits: 'Bits',
    start: 'Start of all files',
    start_stamps: 'as their time stamps say',
    start_hint: 'empty: as their time stamps say',
    pops: 'Pops',
    pop_ways: { none: 'no pops', two_pop: '2-pop' } satisfies Record<Agreement['pops'], string>,
    text: 'Remarks',
    stems: 'Stems',
    older: 'All versions',
    line: (n: number, name: string, when: string): string => `Version ${n}, ${name}, ${when}`,
    reading: 'Reading the agreement',
  },
  new_production: {
    title: 'New production',
    name: 'Name',
    rate: 'Frame rate',
    side: 'Your side',
    make: 'Make it',
  },
  here: {
    title: 'Here',
    label: (names: string): string => `Here now: ${names}`,
    live: 'Live',
    not_live: 'Connecting',
    lost: 'Not connected',
    what: 'What others do appears by itself',
    done: 'Done listening',
    done_said: 'Said: done',
    done_hint: 'Tells the others that you are through, and sends waiting notices at once.',
  },
};

/* What the two sides say to each other: sign-off, queries, notes. */
export const talk = {
  signed: 'Signed',
  state: 'State',
  marks: { music: 'MX', stage: 'ST' } satisfies Record<BothSides, string>,
  sides: { music: 'Music', stage: 'Stage' } satisfies Record<BothSides, string>,
  both: 'Both',
  states: {
    open: 'not signed',
    signed: 'signed',
    stale: 'stale',
    revoked: 'taken back',
  },
  standing: {
    checking: 'being listened to',
    query: 'query open',
    outdated: 'answer outdated',
    answered: 'query answered',
    both: 'signed by both',
    open: 'not signed',
    unread: '',
    one: (side: string): string => `${side} signed`,
    revoked: (side: string): string => `${side} took it back`,
    stale: (why: string): string => `stale: ${why}`,
    more: (n: number): string => `, +${n}`,
  },
  queries_open: (n: number): string => (n === 1 ? '1 query open' : `${n} queries open`),
  queries_answered: (n: number): string => (n === 1 ? '1 query answered' : `${n} queries answered`),
  arriving: (cue: string, version: number, prints: number, of: number): string =>
    `${cue} v${version} is arriving, ${prints} of ${of} prints`,
  checking: 'The server still listens to this scene; it can be signed when it is done.',

  side_lines: {
    open: (side: string): string => `${side}: not signed`,
    signed: (side: string, name: string, when: string): string =>
      `${side}: signed by ${name}, ${when}`,
    stale: (sides: string, why: string): string => `${sides}: stale, ${why}`,
    was: (signers: string): string => `signed by ${signers}`,
    signer: (name: string, when: string): string => `${name}, ${when}`,
    revoked: (side: string, name: string, reason: string): string =>
      `${side}: taken back by ${name}: ${reason}`,
  },
  waits_for_you: 'A query waits for you.',

  heard: {
    on: 'Heard on',
    none: 'not heard yet',
    monitorings: {
      headphones: 'headphones',
      near_field: 'near-field stereo',
      room_5_1: 'a 5.1 room',
      stage: 'the dub stage',
    } satisfies Record<Monitoring, string>,
    lfe: { in: 'LFE in', out: 'LFE out' },
    temps: 'temps',
    share: (percent: number): string => `${percent} %`,
  },

  sign: {
    open: (side: string): string => `Sign for ${side}`,
    again: 'Sign again',
    title: (number: string, side: string): string => `Sign scene ${number} for ${side}`,
    means: 'You sign what sounds in this scene now. A print that changes it voids your signature.',
    remark: 'Remark (optional)',
    send: 'Sign',
    cancel: 'Cancel',
    take_back: 'Take back',
    take_back_title: (number: string): string => `Take back the signature on scene ${number}`,
    reason: 'Why',
    no_side: 'You listen on neither side: you can leave notes.',
    changed: 'The scene was read again. Look at what changed, then sign once more.',
  },

  lfe: {
    question: 'Complete without LFE?',
    yes: 'Yes',
    no: 'No',
    said: (name: string, when: string): string => `${name}, ${when}`,
    stale: 'said of an earlier sound',
    unsaid: 'nobody has said so yet',
  },

  ask: {
    open: { music: 'Ask music', stage: 'Ask stage' } satisfies Record<BothSides, string>,
    title: (side: string, number: string): string => `Ask the ${side} about scene ${number}`,
    about: 'About',
    abouts: { lfe: 'LFE', centre: 'Centre' } satisfies Record<About, string>,
    text: 'Your question',
    send: 'Ask',
    waits: 'The server still listens to this scene; the question goes when it is done.',
  },

  query: {
    title: (about: string): string => `Query, ${about}`,
    asked: (who: string, when: string): string => `asked by ${who}, ${when}`,
    asked_about: (sets: string, cut: string): string => `about ${sets}, ${cut}`,
    heard_with: (lfe: string, parts: string): string =>
      `heard with ${lfe}${parts === '' ? '' : `, ${parts}`}`,
    hear: 'Hear it so',
    states: { open: 'open', answered: 'answered', closed: 'closed' },
    close: 'Close it',
    outdated_open: 'The sound has changed since this was asked.',
    outdated: 'The sound has changed since this was answered.',
    again: 'Answer again',
    likelihood: 'Will it hurt the final mix?',
    likelihoods: {
      cannot_hurt: 'cannot hurt',
      unlikely: 'unlikely',
      could: 'could',
      likely: 'likely',
      will_hurt: 'will hurt',
    } satisfies Record<Likelihood, string>,
    advice: 'Advice',
    advices: {
      keep: 'keep it',
      trim: 'trim it',
      mute_lfe: 'mute the LFE',
      out_of_centre: 'take it out of the Centre',
    } satisfies Record<Advice, string>,
    advised_trim: (db: string): string => `trim by ${db}`,
    trim_db: 'by dB',
    text: 'In words (optional)',
    send: 'Answer',
    choose_step: 'Choose one of the five steps first.',
    waits: (side: string): string => `The ${side} has not answered yet.`,
    closed: (n: number): string => (n === 1 ? '1 closed query' : `${n} closed queries`),
  },

  note: {
    open: 'Note',
    title: (number: string): string => `Note on scene ${number}`,
    heading: 'Notes',
    none: 'No notes on this scene.',
    unresolved: (n: number): string => `${n} open`,
    about: 'About',
    abouts: { anything: 'Anything', lfe: 'LFE', centre: 'Centre' } satisfies Record<
      About | 'anything',
      string
    >,
    text: 'Your note',
    send: 'Send',
    states: {
      open: 'open',
      acknowledged: 'acknowledged',
      resolved: 'resolved',
    } satisfies Record<NoteState, string>,
    to_state: {
      open: 'Reopen',
      acknowledged: 'Acknowledge',
      resolved: 'Resolve',
    } satisfies Record<NoteState, string>,
    became: {
      open: 'reopened',
      acknowledged: 'acknowledged',
      resolved: 'resolved',
    } satisfies Record<NoteState, string>,
    replies: (n: number): string => (n === 0 ? 'Reply' : n === 1 ? '1 reply' : `${n} replies`),
    reply: 'Your reply',
    send_reply: 'Reply',
    resolved: (n: number): string => (n === 1 ? '1 resolved note' : `${n} resolved notes`),
    guest: 'guest',
  },

  place: {
    label: 'Where',
    scene: 'Whole scene',
    from: (tc: string): string => `From ${tc}`,
    here: 'From here',
    to: (tc: string): string => `To ${tc}`,
    to_here: 'To here',
    range: (from: string, to: string): string => `${from} to ${to}`,
  },

  news: {
    waits: 'New sound has arrived. It plays after the next pause.',
  },
};

/* The scene panel and the sign-off sheet. */
const sides: Readonly<Record<string, string>> = { music: 'music', stage: 'the stage' };
const abouts: Readonly<Record<string, string>> = { lfe: 'the LFE', centre: 'the Centre' };
const wordOf = (words: Readonly<Record<string, string>>, key: string): string => words[key] ?? key;
const saying = (said: string): string => (said === '' ? '' : `: ${said}`);

export const panel = {
  label: 'Scene',
  before: 'Scene before',
  after: 'Scene after',
  no_print: 'no print here',
  choose_scene: 'Between scenes nothing is signed. Go to a scene before or after.',

  findings: {
    worst: (number: number, tc: string): string => `Worst moment ${number}, ${tc}`,
    also_at: 'also at',
    rest: (n: number): string => (n === 1 ? '1 more finding' : `${n} more findings`),
    agreed: 'Not as agreed:',
  },

  figures: {
    heading: 'Figures',
    lfe_out: 'LFE out',
    lfe_in: 'LFE in',
    red_at: 'red at',
    play: (lfe: string, tc: string): string => `Play the worst moment, ${tc}, with ${lfe}`,
    more: (figure: string): string => `${figure} more`,
    spared: (key: FigureKey): string =>
      key === 'audibility'
        ? 'Not red: the FX alone cover most of it, and the music does not answer for that.'
        : 'Not red: not steadily, or not throughout the scene.',
    algorithm: (analysis: number, measure: number): string => `algorithm ${analysis}.${measure}`,
    rows: {
      active: 'LFE active share',
      run: 'Longest run',
      pumping: 'Pumping index',
      headroom: 'Headroom with FX LFE',
      overlap: 'Overlap with FX LFE',
      above: 'LFE above 150 Hz',
      lost: 'Low end lost without LFE',
      alone: 'Bass in the LFE alone',
      management: 'Bass management',
      audibility: 'Audibility, worst tenth',
      unmasked: 'The same without music',
      risk: 'Dialogue time at risk',
      over: 'Dialogue over all else',
      centre: 'Centre occupancy',
      part: 'Centre\u2019s part of music',
    } satisfies Record<FigureKey, string>,
  },

  heard: {
    label: 'Heard:',
    out: 'LFE out',
    in: 'LFE in',
    on: (on: string): string => `on ${on}`,
    nothing: 'Not heard yet.',
    lfe_on_headphones: 'The LFE was heard on headphones only; the signature says so.',
    part: (percent: number): string => `${percent} %`,
  },

  drafted: {
    note: 'Go on with the note',
    ask: 'Go on asking',
    sign: 'Go on signing',
    reply: 'Go on with the reply',
  },

  range: (from: string, to: string): string => `${from} to ${to}`,
  days: (n: number): string => (n === 1 ? 'open for a day' : `open for ${n} days`),
  more_notes: 'More notes',
  more_queries: 'More queries',
  fresh: 'new',

  history: {
    heading: 'History',
    none: 'Nothing has happened here yet.',
    more: 'Earlier',
    arrived: (set: string, changed?: readonly string[]): string =>
      changed === undefined
        ? `${set} arrived`
        : `${set} arrived, ${changed.length === 0 ? 'nothing changed here' : `${joinWords(changed, 'and')} changed`}`,
    signed: (who: string, what: string, side: string): string =>
      `${who} signed ${what === '' ? '' : `${what} `}for ${wordOf(sides, side)}`,
    revoked: (who: string, side: string, reason: string): string =>
      `${who} took back the signature for ${wordOf(sides, side)}${saying(reason)}`,
    lfe: (who: string, complete: boolean): string =>
      `${who}: ${complete ? 'complete' : 'not complete'} without LFE`,
    asked: (who: string, about: string, said: string): string =>
      `${who} asked about ${wordOf(abouts, about)}${saying(said)}`,
    answered: (who: string, likelihood: string): string =>
      `${who} answered: ${wordOf(talk.query.likelihoods, likelihood)}`,
    closed: (who: string): string => `${who} closed a query`,
    noted: (who: string, said: string): string => `${who} left a note${saying(said)}`,
    replied: (who: string): string => `${who} replied to a note`,
    note_state: (who: string, state: string): string =>
      `${who} ${wordOf(talk.note.became, state)} a note`,
    other: (who: string, kind: string): string => `${who}: ${kind}`,
  } satisfies HistoryWords & Record<string, unknown>,

  paper: {
    heading: 'Sign-off sheet',
    scene: 'This scene',
    all: 'All scenes',
    reading: 'Reading it together',
    title: (number: string, name: string): string => `Scene ${number} ${name}`.trim(),
    printed: (when: string, by: string): string => `printed ${when} by ${by}`,
    findings: 'What stands out',
    queries: 'Queries',
    no_queries: 'None was asked.',
    notes: 'Notes',
    no_notes: 'None.',
    no_answer: 'not answered',
    signatures: 'Signatures',
    not_signed: 'not signed',
    signed_by: (who: string, when: string): string => `${who}, ${when}`,
    stale: (why: string): string => `stale: ${why}`,
    revoked: (who: string, when: string, reason: string): string =>
      `taken back by ${who}, ${when}: ${reason}`,
    heard: (all: number): string => `Heard ${all} %`,
    lfe_out: (part: number, on: string): string =>
      `LFE out ${part} %${on === '' ? '' : ` on ${on}`}`,
    lfe_in: (part: number, on: string): string => `LFE in ${part} %${on === '' ? '' : ` on ${on}`}`,
    temps: (part: number): string => `under the temps ${part} %`,
    lfe_on_headphones: 'LFE cleared on headphones.',
    on: (monitoring: string): string => `Signed on ${monitoring}.`,
    receipt: 'receipt',
    sounds: 'sounds SHA-256',
    checking: 'still being listened to',
  },
};

/* The timeline. */
const MINUS = '\u2212';

export const timeline = {
  label: 'Timeline',
  slider: 'Position in the reel',
  hint: 'Enter reaches the lanes and marks, Escape leaves them.',
  reel: (number: number, length: string): string => `Reel ${number}, ${length}`,
  all: (length: string): string => `All, ${length}`,
  overview: 'Reel overview: drag the window, or its edges',
  timecode: 'Timecode',
  scenes: 'Scenes',
  marks: 'Notes, queries, worst',
  prints: 'Print sets',
  short: { scenes: 'Scene', marks: 'Marks', prints: 'Prints', timecode: '' },
  lanes_there: (there: number, of: number): string => `${there} of ${of} lanes`,

  names: {
    Dialogue: 'Temp DX',
    Effects: 'Temp FX',
    lfe: 'LFE',
    audibility: 'Dialogue',
  } as Readonly<Record<string, string>>,
  short_names: { lfe: 'LFE', audibility: 'DX aud.' } as Readonly<Record<string, string>>,
  lufs: (value: number): string => `${value < 0 ? MINUS : ''}${Math.abs(value).toFixed(1)} LUFS`,
  silent: 'silent',
  no_print: 'no print here',
  on_its_way: 'being listened to',
  not_summed: 'not summed',
  temp_of: (cut: string): string => `stage, ${cut.charAt(0).toLowerCase()}${cut.slice(1)}`,
  no_temp: 'none yet',
  lfe_detail: 'music \u2191  FX temp \u2193',
  audibility_detail: 'audibility 0 to 1',
  solo: (lane: string): string => `Solo ${lane}`,
  mute: (lane: string): string => `Mute ${lane}`,
  table: (lane: string): string => `${lane} as a table`,

  scene: (number: string, name: string): string => `Scene ${number}${name ? ` ${name}` : ''}`,
  heard: (percent: number): string => `heard ${percent} %`,
  unheard: 'unheard',
  no_temps: 'no temps',
  no_dialogue: (scenes: string): string => `no DX temp for ${scenes}`,
  no_effects: (scenes: string): string => `no FX temp for ${scenes}`,
  scene_word: (number: string): string => `scene ${number}`,
  scenes_word: (first: string, last: string): string => `scenes ${first} to ${last}`,
  not_measured: (why: string): string => `not measured: ${why}`,
  gap: 'no dialogue',

  note: (names: string, n: number): string =>
    n === 1 ? `Note by ${names}` : `${n} notes by ${names}`,
  query: (state: string, about: string): string => `Query about the ${about}, ${state}`,
  query_states: { open: 'open', answered: 'answered', closed: 'closed' },
  abouts: { lfe: 'LFE', centre: 'Centre' },
  worst: (number: number, headline: string, tc: string): string =>
    `Worst moment ${number}: ${headline}, ${tc}`,
  more: (n: number): string => `${n} marks close together: show them larger`,
  cue: (cue: string, version: number): string => `${cue} v${version}`,
  b_set: (version: number): string => `B: v${version}`,

  nothing: 'Nothing on the timeline yet',
  nothing_next: 'Send the first print set of a cue; scenes and temps come with the cut.',
  to_upload: 'Upload',

  rows: {
    title: (lane: string): string => `${lane} as a table`,
    of: (from: string, to: string, seconds: number): string =>
      `${from} to ${to}, a row ${seconds === 1 ? 'each second' : `every ${seconds} s`}`,
    in_scene: (number: string): string => `scene ${number}`,
    timecode: 'Timecode',
    peak: 'Peak, dBFS',
    rms: 'RMS, dBFS',
    level: 'True level of the loudest channel; nothing is normalised.',
    music: 'Music LFE, dBFS',
    effects: 'FX LFE, dBFS',
    stem: 'Sent by',
    state: 'State',
    lfe_note: (floor: number): string =>
      `In-band level below 120 Hz; it counts as active above ${MINUS}${Math.abs(floor)} dBFS.`,
    pumping: 'Pumping index',
    active: 'active',
    pumps: 'pumps',
    clash: 'meets FX',
    rest: 'rests',
    with_music: 'With music',
    without_music: 'Under FX alone',
    cost: 'Music costs',
    audibility_note: (amber: string, red: string): string =>
      `Audibility index, 0 to 1, the least in each row: amber below ${amber}, red below ${red}.`,
    nobody: 'no dialogue',
    silence: 'silence',
    nothing: 'nothing here',
    reading: 'Reading the lane',
    waiting: (files: string): string => `Being listened to: ${files}`,
    close: 'Close',
    concern: { clear: 'clear', amber: 'amber', red: 'red' },
  },
};

/* The upload view. */
const files = (n: number): string => of(n, 'file', 'files');
const is = (words: readonly string[]): string =>
  `${joinWords(words, 'and')} ${words.length === 1 ? 'is' : 'are'}`;
const version = (n: number | null): string => (n === null ? '' : `v${n}`);

export const upload = {
  version,
  of_cue: (cue: string, n: number | null): string => [cue, version(n)].filter(Boolean).join(' '),
  temps: 'Temps',
  full_mix: 'Full mix',
  head: {
    title: 'Upload',
    none: 'Send prints and temps',
    prints: (done: number, all: number): string => `${done} of ${of(all, 'print', 'prints')}`,
    temps: (done: number, all: number): string => `${done} of ${of(all, 'temp', 'temps')}`,
    bytes: (sent: string, all: string): string => `${sent} of ${all}`,
    speed: (size: string): string => `${size}/s`,
    left: (value: number, unit: string): string => `about ${value} ${unit} left`,
    asked: (n: number): string => (n === 1 ? '1 needs an answer' : `${n} need an answer`),
    ready: (n: number): string => `${n} ready`,
    send: (n: number, size: string): string => `Send ${of(n, 'print', 'prints')}, ${size}`,
    send_temps: (n: number, size: string): string => `Send ${files(n)}, ${size}`,
    pause: 'Pause',
    resume: 'Go on',
    cancel_all: 'Cancel all',
    clear: 'Clear the list',
    whole: 'Whole upload',
    paused: 'Paused. What arrived is safe.',
    lost: 'No connection to the server. What arrived is safe; it goes on by itself.',
    elsewhere: (name: string): string => `This is the upload to ${name}, which is under way.`,
    cancel_sure: 'Cancel all that is on its way?',
    cancel_kept:
      'Files that arrived whole stay in their drafts. What is half there is dropped from the server.',
    cancel_yes: 'Cancel all',
    cancel_no: 'Go on sending',
  },
  live: {
    sending: (n: number): string => `Sending ${files(n)}.`,
    quarter: (percent: number): string => `${percent} % has arrived.`,
    arrived: (name: string): string => `${name} is whole, on disk.`,
    refused: (name: string): string => `${name} was refused.`,
    asked: (n: number): string =>
      n === 1 ? '1 file needs an answer.' : `${n} files need an answer.`,
    paused: 'Paused.',
    lost: 'No connection.',
    over: 'Everything has arrived.',
  },
  board: {
    label: 'Print sets by role',
    head: 'Cue, print set',
    no_cue: 'no cue yet',
    first: 'first print set',
    stays: (n: number): string => `v${n} stays`,
    placeless: (n: number): string => `and ${files(n)} of no stem yet`,
    cut: (name: string): string => `of ${name}`,
    states: {
      none: 'not in this pick',
      ready: 'ready',
      waiting: 'waiting',
      reading: 'compares',
      sending: '',
      checking: 'server checks it',
      lost: 'no connection',
      paused: 'paused',
      done: 'whole, on disk',
      there: 'whole, on disk',
      failed: 'refused',
      cancelled: 'cancelled',
      stopped: 'stopped at',
    },
    same: (n: number): string => `same as v${n}`,
    seconds: (value: number, unit: string): string => `${value} ${unit}`,
    asks: {
      cue: 'cue',
      role: 'stem',
      empty: 'empty',
      twice: 'twice',
      order: 'order',
      start: 'start',
      unfit: 'header',
      question: 'order or start',
    },
    of_six: (n: number): string => `${n} of 6`,
  },
  choose: {
    drop: 'Drop files or folders anywhere on this page. Nothing of a set is sent until cue, stem and order are right.',
    dropping: 'Let go to add them to the list.',
    files: 'Choose files',
    folder: 'Choose folder',
    ignored: (names: string, more: number): string =>
      `Left aside, for it is no sound file: ${names}${more > 0 ? ` and ${more} more` : ''}.`,
  },
  files: {
    title: 'Files',
    what: 'what each name was read as; change it here',
    filter: 'Which files',
    open: (n: number): string => `Open ${n}`,
    done: (n: number): string => `Done ${n}`,
    all: (n: number): string => `All ${n}`,
    none_open: 'Nothing is open.',
    none_done: 'Nothing is done yet.',
    file: 'File',
    cue: 'Cue',
    set: 'Set',
    stem: 'Stem',
    channels: 'Channels',
    length: 'Length',
    starts: 'Starts',
    progress: 'Progress',
    cue_of: (file: string): string => `Cue of ${file}`,
    role_of: (file: string): string => `Stem of ${file}`,
    choose: 'Choose a stem',
    temp: 'temp',
    interleaved: 'interleaved 5.1',
    stereo: 'stereo',
    mono: 'mono',
    no_layout: (n: number): string => `${n} ch, no layout`,
    odd: (n: number): string => `${n} channels`,
    told: (n: number, order: string): string => `${n} ch, ${order}`,
    gathered: (n: number): string => `gathered, ${n} of 6`,
    without: (n: number, channels: string): string => `${n} of 6, no ${channels}`,
    on_arrival: 'read on arrival',
    reading: 'reading',
    asks: {
      cue: 'asks: which cue?',
      role: 'asks: which stem?',
      empty: 'the file is empty',
      twice: 'asks: which of them?',
      order: 'asks: channel order?',
      start: 'asks: where does it start?',
      unfit: 'asks: send it?',
    },
    asks_lack: (channels: readonly string[]): string =>
      channels.length === 1 ? `asks: ${channels[0]} silent?` : 'asks: rest silent?',
    ready: 'ready',
    same: (n: number): string => `same audio as v${n}, not sent`,
    there: 'was there already, not sent',
    pause_of: (file: string): string => `Pause ${file}`,
    resume_of: (file: string): string => `Go on with ${file}`,
    cancel_of: (file: string): string => `Cancel ${file}`,
    again_of: (file: string): string => `Send ${file} again`,
    leave_out_of: (file: string): string => `Leave out ${file}`,
    sent_of: (file: string): string => `Sent of ${file}`,
    again: 'Send again',
    lost_nothing: 'Nothing else was lost. Send it again, or leave it out.',
  },
  asks: {
    title: 'Questions',
    none: 'No questions.',
    cue: (file: string): string => `\u201c${file}\u201d: which cue?`,
    cue_why: 'Its name tells none. A cue that is not there yet is made.',
    cue_field: 'Cue',
    role: (cue: string, file: string): string =>
      `${cue ? `${cue} ` : ''}\u201c${file}\u201d: which stem?`,
    empty: (file: string): string => `\u201c${file}\u201d is empty`,
    twice: (cue: string, role: string): string =>
      `${cue ? `${cue} ` : ''}${role}: which of these files?`,
    twice_why: 'A set has one print of a role: one file, or mono files, one a channel.',
    order: (what: string): string => `${what}: which channel order?`,
    order_why: (channels: number): string =>
      `The file has ${channels === 6 ? 'six' : channels} channels and no layout.`,
    order_fit: (slot: number): string => `Channel ${slot} carries only low end.`,
    fits: 'fits best',
    start: (what: string): string => `${what}: where does it start?`,
    start_why: 'The file tells no timecode.',
    start_field: (what: string): string => `Start of ${what}`,
    start_others: (tc: string): string => `Others of the cue start at ${tc}.`,
    lacks: (what: string, channels: readonly string[]): string =>
      `${what}: no ${joinWords(channels, 'and')} file`,
    lacks_why: (n: number, channels: readonly string[]): string =>
      `${n} of six channels ${n === 1 ? 'is' : 'are'} here. ${is(channels).replace(/ (is|are)$/, '')}: silent, or is a file missing?`,
    silent: (channels: readonly string[]): string => `${is(channels)} silent`,
    silent_why: 'Silence of the same length is sent in its place.',
    add: 'I will add the file',
    later: 'Send these now',
    unfit: (file: string): string => `\u201c${file}\u201d: send it?`,
    unfit_why: {
      damaged: 'Its header is damaged: nothing tells what its sound is. Export it again.',
      samples: 'Its samples are of a kind the server does not read. Export it as 24-bit WAV.',
      rate: 'Its sample rate is none the server reads. Export it at 48 kHz.',
      channels: 'The server reads files of 1, 2 or 6 channels.',
      empty: 'There is no sound in it.',
    },
    anyway: 'Send it anyway',
    leave_out: 'Leave it out',
    leave_out_of: (file: string): string => `Leave out ${file}`,
    channel_of: (file: string): string => `Channel of ${file}`,
    all_channels: 'All in one',
    use: (what: string): string => `Use ${what}`,
    use_it: 'Use it',
    use_order: 'Use this order',
    for_all: (n: number): string => `For all ${n} files`,
    for_cue: (cue: string): string => (cue ? `For all of ${cue}` : 'For all temps'),
    arrived: (what: string): string => `${what} asks`,
  },
  drafts: {
    title: (cue: string, n: number): string => `Draft of ${cue} v${n}`,
    has: (roles: string): string => `has ${roles}`,
    empty: 'has no whole print yet',
    lacks: (roles: string): string => `lacks ${roles}`,
    broken: (file: string, percent: number): string => `${file} stopped at ${percent} %`,
    go_on: 'Choose the same files again to go on where it stopped.',
    publish: 'Publish as it is, incomplete',
    drop: 'Drop this draft',
  },
  outcome: {
    published: 'All is there. It is published.',
    incomplete: (roles: string): string => `Published as it is, without ${roles}.`,
    was_there: 'All of it was published before. Nothing was sent.',
    lacks: (roles: string): string =>
      `A draft that nobody else hears: it lacks ${roles}. Send what lacks, or publish it as it is.`,
    temps_there: 'The temps are there.',
    listen: 'Listen',
    qc: 'QC as it arrives',
    against: 'against the print spec',
    qc_waiting: 'is being checked',
    qc_more: (n: number): string => `${n} more`,
    null_title: (what: string): string => `Null test, ${what}`,
    null_waiting: 'Stems are being added up against the full mix.',
    changed_title: (cue: string, now: number, before: number): string =>
      `What changed, ${cue} v${now} against v${before}`,
    changed_waiting: 'The two sets are being compared.',
    verdicts: {
      same: 'same audio',
      changed: 'changed',
      new: 'new',
      gone: 'gone',
      silent: 'silent in both',
    },
    in_scenes: (numbers: readonly string[]): string =>
      `${numbers.length === 1 ? 'scene' : 'scenes'} ${joinWords(numbers, 'and')}`,
    stale: (numbers: readonly string[]): string =>
      numbers.length === 1
        ? `Scene ${numbers[0]} turns stale.`
        : `Scenes ${joinWords(numbers, 'and')} turn stale.`,
    keeps: (numbers: readonly string[]): string =>
      numbers.length === 1
        ? `Scene ${numbers[0]} keeps its sign-off.`
        : `Scenes ${joinWords(numbers, 'and')} keep their sign-offs.`,
    unsigned: 'No scene of it was signed before.',
    levels: { must: 'must', should: 'should', info: 'info', pass: 'pass' },
  },
  sending: {
    changed: 'The file was changed or moved since it was chosen. Choose it again.',
    refused: 'The server refused the file.',
  },
};

/* All else, and the way to the parts that are asked for everywhere. */
export const text = {
  transport,
  listen,
  heard,
  mix,
  overview,
  looks,
  people,
  talk,
  brand: 'predub',
  productions: 'Productions',
  views: 'Views',
  parts: { review: 'Review', scenes: 'Production', upload: 'Upload' },

  empty: {
    productions: 'No production yet',
    productions_next: 'You see a production once somebody has invited you to it.',
    productions_own: 'Make one of your own here, or the demo production with',
    productions_command: 'make demo',
    scenes: 'No scenes yet',
    scenes_next: 'Send the list of this cut as CSV; until then the whole reel plays as one.',
    prints: 'No prints yet',
    prints_next: 'Upload the first print set of a cue.',
    temps: 'No temps yet',
    picture: 'No cut yet',
    picture_next: 'Scenes and temps belong to a picture version. Add the first:',
  },

  loading: {
    productions: 'Reading the list',
    production: 'Reading the production',
    sound: 'Sound on its way',
  },

  error: {
    not_reached: 'The server was not reached.',
    cut_short: 'The server sent less sound than it said.',
    not_decoded: 'This browser could not decode the sound. Try another browser.',
    not_started: 'This browser did not start the sound. Press play again.',
    status: (status: number): string => `The server answered with status ${status}.`,
    rate: (rate: string): string => `This page does not know the frame rate ${rate}.`,
    no_production: 'This production is not there.',
    retry: 'Try again',
    back: 'All productions',
  },

  head: {
    rate: (rate: string): string => `${rate.replace('df', ' DF')} fps`,
    sampling: '48 kHz',
    cut: 'Cut',
    reel: (n: number): string => `Reel ${n}`,
    upload: 'Upload',
    uploading: (percent: number): string => `Uploading ${percent} %`,
    scenes: (n: number): string => (n === 1 ? '1 scene' : `${n} scenes`),
    headroom: (db: string): string => `headroom ${db}`,
  },

  theme: { to_light: 'Light', to_dark: 'Dark', name: 'Theme' },

  scenes: {
    title: 'Scenes',
    number: 'No.',
    name: 'Scene',
    tc_in: 'In',
    tc_out: 'Out',
    length: 'Length',
    prints: 'Prints',
    temps: 'Temps',
    none: 'none',
    gap: 'Between scenes',
    unnamed: 'unnamed',
    to: 'to',
    stands_out: 'What stands out',
    concern: 'Concern',
    cause: 'Cause',
    clears: 'Clears',
    order: 'Order of the scenes',
    by_concern: 'By concern',
    in_film_order: 'In film order',
  },

  measures: {
    levels: { clear: 'clear', amber: 'amber', red: 'red', unmeasured: 'not measured' },
    measuring: 'measuring',
    percent: (n: number): string => `${n} %`,
    left: (seconds: number): string => `${seconds} s left`,
    reading: 'Reading the measures',
    not_read: (why: string): string => `The measures could not be read: ${why}`,
    failed: (why: string): string => `not measured: ${why}`,
    unknown: 'not measured',
    nothing: 'Nothing stands out',
    of_measured: (n: number): string => `Nothing stands out; ${n} of 10 not measured`,
    more: (n: number): string => (n === 1 ? '1 more in the figures' : `${n} more in the figures`),
    clears_it: (trim: string): string => `${trim} clears it`,
    no_trim: 'no trim clears it',
    no_trim_short: 'no trim',
    worst: 'Worst moment',
    figures: 'Figures',
    figure: 'Figure',
    value: 'Value',
    level: 'Level',
    proposal: 'The levels follow proposals: no standard gives thresholds.',
    own: 'The levels follow the thresholds of this production.',
    left_out: (files: string): string => `Left out: ${files}.`,
    states: { waiting: 'waits', failed: 'failed', unanswered: 'waits for an answer' },
    algorithm: (analysis: number, measure: number): string =>
      `Analysis ${analysis}, measures ${measure}.`,
    kinds: {
      'lfe-active': 'LFE sounds',
      'lfe-pumping': 'LFE pumps',
      'lfe-headroom': 'Headroom of LFE with FX',
      'lfe-overlap': 'LFE meets FX',
      'lfe-above-band': 'LFE above 150 Hz',
      'lfe-dependence': 'Low end lost without LFE',
      'lfe-only-bass': 'Bass in the LFE alone',
      'lfe-cancellation': 'LFE against the mains',
      'dialogue-audibility': 'Dialogue audibility',
      'centre-busy': 'Centre in the dialogue\u2019s way',
    },
  },

  panel: {
    label: 'Scene, findings, questions, prints and temps',
    sets: 'Print sets',
    cue: 'Cue',
    set: 'Set',
    start: 'In',
    length: 'Length',
    prints: 'Prints',
    temps: 'Temps',
    temp: 'Temp',
    file: 'File',
    mix: 'Full mix',
    whole: 'all stems and the full mix are there',
    missing: (roles: string): string => `missing: ${roles}`,
    waiting: (roles: string): string => `waiting for an answer: ${roles}`,
  },

  questions: {
    title: 'Questions',
    open: (n: number): string => `${n} open`,
    orders_6: [
      { order: 'film', name: 'Film', channels: 'L C R Ls Rs LFE' },
      { order: 'smpte', name: 'SMPTE', channels: 'L R C LFE Ls Rs' },
      { order: 'dts', name: 'DTS', channels: 'L R Ls Rs C LFE' },
    ],
    orders_2: [{ order: 'stereo', name: 'Stereo', channels: 'L R' }],
    start_of: (file: string): string => `Start of ${file}`,
    set_start: 'It starts there',
    no_timecode: (rate: string): string => `There is no such timecode at ${rate} fps.`,
  },

  keys,
  goto,
  link,
};
