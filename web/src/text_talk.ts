/* The English words about what the two sides say to each other: sign-off, queries, notes. */
import type {
  About,
  Advice,
  BothSides,
  Likelihood,
  Monitoring,
  NoteState,
} from './api/talk_types.js';

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
  },

  query: {
    title: (about: string): string => `Query, ${about}`,
    asked: (who: string, when: string): string => `asked by ${who}, ${when}`,
    states: { open: 'open', answered: 'answered', closed: 'closed' },
    close: 'Close it',
    outdated_open: 'The sound has changed since this was asked.',
    outdated: 'The sound has changed since this was answered.',
    your_answer: 'Your answer',
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
