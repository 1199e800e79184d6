/* What the QC of several sets found, the gravest first. Pure. */
import type { Outcome } from './types.js';

export interface Found {
  readonly level: 'must' | 'should' | 'info' | 'pass';
  readonly what: string; /* "3m4 Percussion" */
  readonly text: string;
}

const GRAVITY: readonly Found['level'][] = ['must', 'should', 'info', 'pass'];

/* A finding names its file first; here it is the cue and the stem that say what it is about. */
function withoutFile(text: string, file: string): string {
  return file !== '' && text.startsWith(`${file}: `) ? text.slice(file.length + 2) : text;
}

function foundIn({ cue, qc }: Outcome): readonly Found[] {
  const { files = [], findings = [] } = qc?.result ?? {};
  const found = findings.map((finding): Found => {
    const of = files.find((each) => each.print_id === finding.print_id);
    return {
      level: finding.level,
      what: [cue, of?.role].filter(Boolean).join(' '),
      text: withoutFile(finding.text, of?.file ?? ''),
    };
  });
  const fine = files.filter((file) => !findings.some((f) => f.print_id === file.print_id));
  if (fine.length === 0) return found;
  const text = fine.map((file) => file.role).join(', ');
  return [...found, { level: 'pass', what: cue, text }];
}

export const findingsOf = (all: readonly Outcome[]): readonly Found[] =>
  all.flatMap(foundIn).sort((a, b) => GRAVITY.indexOf(a.level) - GRAVITY.indexOf(b.level));
