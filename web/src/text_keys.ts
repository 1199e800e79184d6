/* The words about keys and settings, the place to go to, and the connection. */

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
