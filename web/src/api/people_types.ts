/* People as the server tells of them. */

export type Side = 'music' | 'stage' | 'none';
export type Scope = 'listen' | 'note' | 'upload' | 'sign' | 'deliver';

export const SCOPES: readonly Scope[] = ['listen', 'note', 'upload', 'sign', 'deliver'];

export interface Person {
  readonly id: number;
  readonly name: string;
  readonly mail: string;
  readonly is_owner: boolean;
}

export interface Session {
  readonly person: Person | null;
  readonly needs_owner: boolean;
}

export interface SessionLine {
  readonly id: number;
  readonly address: string;
  readonly agent: string;
  readonly seen_at_ms: number;
  readonly is_this: boolean;
}

export interface Token {
  readonly id: number;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly created_at_ms: number;
  readonly used_at_ms: number | null;
}

export interface Account {
  readonly sessions: readonly SessionLine[];
  readonly tokens: readonly Token[];
}

/* What an invitation is for, told to whoever holds it. */
export interface Look {
  readonly production: string | null;
  readonly side: Side;
  readonly may_manage: boolean;
  readonly makes_owner: boolean;
  readonly made_by: string | null;
  readonly expires_at_ms: number;
}

export interface Member {
  readonly person_id: number;
  readonly name: string;
  readonly side: Side;
  readonly may_manage: boolean;
}

export interface Invitation {
  readonly id: number;
  readonly side: Side;
  readonly may_manage: boolean;
  readonly made_by: { readonly name: string };
  readonly expires_at_ms: number;
}

export interface GuestLink {
  readonly id: number;
  readonly label: string;
  readonly may_note: boolean;
  readonly first_scene_id: number | null;
  readonly last_scene_id: number | null;
  readonly expires_at_ms: number;
}

/* invitations and links are null for those who do not manage. */
export interface Crew {
  readonly members: readonly Member[];
  readonly invitations: readonly Invitation[] | null;
  readonly links: readonly GuestLink[] | null;
}

/* Who did something, as it was then. */
export interface Who {
  readonly person_id: number | null;
  readonly name: string;
  readonly side: Side | null;
  readonly guest: boolean;
}

export interface At extends Who {
  readonly at_ms: number;
}

export interface Agreement {
  readonly id: number;
  readonly version: number;
  readonly stems: readonly string[];
  readonly frame_rate: string;
  readonly lfe_policy: 'none' | 'agreed_moments' | 'free';
  readonly lfe_moments: readonly string[];
  readonly centre_policy: 'empty' | 'sparing' | 'free';
  readonly rate_hz: number;
  readonly bits: number;
  readonly start: string | null;
  readonly pops: 'none' | 'two_pop';
  readonly text: string;
  readonly proposed_by: Who;
  readonly proposed_at_ms: number;
  readonly accepted: { readonly music: At | null; readonly stage: At | null };
  readonly is_in_force: boolean;
}

export interface Present {
  readonly id: number;
  readonly name: string;
  readonly side: Side;
}
