/* Plays variants sample-locked: all that may be heard next are scheduled on one clock, each behind
 * a gain of its own, and going over is a 5 ms fade at the same sample. */
import { Clock } from './clock.js';
import { FADE_S, Joins } from './joins.js';
import { Level } from './level.js';
import { Meter } from './meter.js';
import type { Player, PlayerState, Variant } from './player.js';
import { NotDecoded, Sound } from './sound.js';
import type { FetchBytes } from './sound.js';
import { Track } from './track.js';
import { sameSpan } from '../pure/scenes.js';
import type { Span } from '../pure/scenes.js';
import { SAMPLES_PER_SECOND } from '../pure/timecode.js';

const START_S = 0.05; /* from "all is there" to the first sample */
const SWITCH_S = 0.02;
const TURN_S = 0.06; /* what is scheduled within this is not taken back any more */
const PLAN = 20 * SAMPLES_PER_SECOND; /* scheduled ahead, for pages that sleep in the background */
const REACH_S = 10; /* kept ready in front of the position while playing */
const REACH_PAUSED_S = 2;
const CUSHION = 0.1 * SAMPLES_PER_SECOND; /* less than this at hand: wait */
const READY = SAMPLES_PER_SECOND; /* at hand of a variant before what sounds makes way for it */
const BEHIND = 10 * SAMPLES_PER_SECOND; /* kept behind the position */
const AHEAD = 20 * SAMPLES_PER_SECOND;
const SOUNDS = 6; /* variants whose sound is remembered */
const PUMP_MS = 100;
const RETRY_MS = 2000;
const IDLE_MS = 2000; /* paused for so long: the audio hardware may rest */

export class WebPlayer implements Player {
  state: PlayerState = 'none';
  heard: string | null = null;
  onChange = (): void => {};
  onTrouble = (_sentence: string | null): void => {};
  /* This browser can't do it; another player has to. */
  onBroken = (): void => {};

  readonly gapless = true;
  readonly #context = new AudioContext({ sampleRate: SAMPLES_PER_SECOND });
  readonly #decoder = new OfflineAudioContext(2, 1, SAMPLES_PER_SECOND);
  readonly #master = new GainNode(this.#context, { gain: 0 });
  readonly #level = new Level(this.#master.gain);
  readonly #joins: Joins;
  readonly #meter: Meter;
  readonly #clock = new Clock(
    () => this.#context.currentTime,
    () => this.#context.outputLatency || this.#context.baseLatency || 0,
  );
  readonly #sounds = new Map<string, Sound>(); /* oldest use first */
  readonly #tracks = new Map<string, Track>();
  #wanted: string | null = null;
  #likely: readonly string[] = [];
  #samples = 0;
  #loop: Span | null = null;
  #playing = false; /* what the listener wants */
  #timer = 0;
  #retry = 0;

  constructor(
    private readonly container: 'webm' | 'mp4',
    private readonly fetch: FetchBytes,
  ) {
    this.#joins = new Joins(this.#context, this.#clock, this.#master);
    this.#master.connect(this.#context.destination);
    this.#meter = new Meter(this.#context, this.#master);
    this.#context.onstatechange = () => this.#pump();
  }

  position(): number {
    return Math.min(this.#clock.heard(), this.#samples);
  }

  peaks(): readonly [number, number] {
    return this.#meter.peaks();
  }

  choose(variant: Variant, likely: readonly Variant[]): void {
    if (variant.samples !== this.#samples) this.#reset(variant.samples);
    for (const v of [variant, ...likely]) this.#open(v);
    this.#wanted = variant.id;
    this.#likely = likely.map((v) => v.id);
    if (!this.#clock.running) this.heard = variant.id;
    this.#prune(this.#context.currentTime);
    this.#pump();
  }

  play(): void {
    if (this.#playing) return;
    if (this.position() >= this.#samples) this.seek(0);
    this.#playing = true;
    this.#timer = window.setInterval(() => this.#pump(), PUMP_MS);
    void this.#context.resume();
    this.#pump();
  }

  pause(): void {
    if (!this.#playing) return;
    this.#rest();
    this.#halt(this.position());
    this.#publish();
  }

  seek(position: number): void {
    this.#halt(Math.max(0, Math.min(Math.round(position), this.#samples)));
    for (const track of this.#tracks.values()) track.cancel();
    this.#pump();
  }

  /* What was scheduled by the old way stands up to where the ways part. */
  loop(span: Span | null): void {
    if (sameSpan(span, this.#loop)) return;
    this.#loop = span;
    const { course } = this.#clock;
    if (!this.#clock.running) return;
    const from = this.#joins.clearOf(this.#clock.lineAt(this.#context.currentTime + TURN_S));
    const before = Math.min(course.joinAfter(from), course.end);
    course.turn(from, span);
    const parting = Math.min(before, course.joinAfter(from), course.end);
    this.#joins.cutAt(from);
    for (const track of this.#tracks.values()) track.cutAt(parting);
    this.#pump();
  }

  /* Falls silent for good. */
  close(): void {
    this.pause();
    for (const track of this.#tracks.values()) track.close(this.#context.currentTime);
    this.#tracks.clear();
    this.#wanted = null;
    void this.#context.close();
  }

  #open(variant: Variant): void {
    if (this.#tracks.has(variant.id)) return;
    const sound =
      this.#sounds.get(variant.id) ??
      new Sound(
        variant.files[this.container],
        variant.samples,
        variant.pre_skip_samples,
        this.fetch,
        (bytes) => this.#decoder.decodeAudioData(bytes),
      );
    this.#sounds.delete(variant.id);
    this.#sounds.set(variant.id, sound);
    const track = new Track(this.#context, this.#joins.input, this.#clock, variant.id, sound);
    this.#tracks.set(variant.id, track);
  }

  #reset(samples: number): void {
    const position = Math.min(this.position(), samples);
    this.#samples = samples;
    this.#halt(position);
    for (const track of this.#tracks.values()) track.close(this.#context.currentTime);
    this.#tracks.clear();
    this.#sounds.clear();
    this.heard = null;
  }

  /* Lets go of tracks that nobody hears or is about to; they fall silent by at_s. */
  #prune(at_s: number): void {
    const used = new Set([this.heard, this.#wanted, ...this.#likely]);
    for (const [id, track] of this.#tracks) {
      if (used.has(id)) continue;
      track.close(at_s);
      this.#tracks.delete(id);
    }
    for (const id of this.#sounds.keys())
      if (this.#sounds.size > SOUNDS && !this.#tracks.has(id)) this.#sounds.delete(id);
  }

  #rest(): void {
    this.#playing = false;
    window.clearInterval(this.#timer);
    window.setTimeout(() => {
      if (!this.#playing && this.#context.state === 'running') void this.#context.suspend();
    }, IDLE_MS);
  }

  /* Silence, and the clock stands at a position. */
  #halt(position: number): void {
    const now_s = this.#context.currentTime;
    if (this.#clock.running) {
      this.#level.moveTo(0, now_s, FADE_S);
      for (const track of this.#tracks.values()) track.clear(now_s + 2 * FADE_S);
    }
    this.#clock.stop(position, this.#samples);
    this.heard = this.#wanted;
  }

  #pump(): void {
    const wanted = this.#wanted === null ? undefined : this.#tracks.get(this.#wanted);
    if (!wanted) return;
    if (this.#playing && !this.#clock.running) this.#begin(wanted);
    if (this.#clock.running) this.#advance(wanted);
    this.#feed(wanted);
    this.#publish();
  }

  /* Starts the clock once the sound at its position is there; a machine that was too busy to have
   * its very first sample in time starts a little later. */
  #begin(wanted: Track): void {
    const from = this.#clock.scheduled();
    if (this.#context.state !== 'running' || !wanted.has(from, 2 * CUSHION)) return;
    const at_s = this.#context.currentTime + START_S;
    this.#clock.start(from, at_s, this.#samples, this.#loop);
    wanted.schedule(from + PLAN);
    if (wanted.first !== from) {
      wanted.clear(this.#context.currentTime);
      return this.#clock.stop(from, this.#samples);
    }
    this.#joins.start(this.#clock.timeOf(from));
    for (const track of this.#tracks.values())
      track.setGain(track === wanted ? 1 : 0, this.#clock.timeOf(from), 0);
    this.#level.moveTo(1, this.#clock.timeOf(from), FADE_S);
    this.heard = wanted.id;
  }

  #advance(wanted: Track): void {
    const at = this.#clock.scheduled();
    const { end } = this.#clock.course;
    if (at >= end) return this.#end();
    const until = Math.min(end, at + PLAN);
    this.#joins.plan(until);
    for (const track of this.#tracks.values()) track.schedule(until);
    if (wanted.id !== this.heard && (wanted.next ?? 0) >= Math.min(end, at + READY))
      this.#goOver(wanted);
    const sounding = this.heard === null ? undefined : this.#tracks.get(this.heard);
    const next = sounding?.next ?? 0;
    if (next - at < CUSHION && next !== end) this.#halt(this.#clock.course.positionAt(at));
  }

  #goOver(wanted: Track): void {
    const at_s = Math.max(this.#context.currentTime + SWITCH_S, this.#clock.timeOf(wanted.first));
    for (const track of this.#tracks.values())
      track.setGain(track === wanted ? 1 : 0, at_s, FADE_S);
    this.heard = wanted.id;
    this.#prune(at_s + 2 * FADE_S);
  }

  #end(): void {
    this.#rest();
    this.#halt(this.#samples);
  }

  /* Fetches what will be needed: what is likely only once what is wanted is there. */
  #feed(wanted: Track): void {
    if (this.#retry) return;
    const { course } = this.#clock;
    const at = Math.min(this.#clock.scheduled(), course.end - 1);
    const reach_s = this.#playing ? REACH_S : REACH_PAUSED_S;
    const sounding = this.heard === null ? undefined : this.#tracks.get(this.heard);
    const likely = wanted.has(at, 1) ? this.#likely.map((id) => this.#tracks.get(id)) : [];
    const position = course.positionAt(at);
    for (const track of new Set([wanted, sounding, ...likely]))
      if (track) track.fill(at, reach_s).then((came) => this.#came(came, position), this.#failed);
  }

  #came(came: boolean, at: number): void {
    if (!came) return;
    const start = this.#clock.course.loop?.in_samples ?? at;
    const spans = [at, start].map((from) => ({
      in_samples: from - BEHIND,
      out_samples: from + AHEAD,
    }));
    for (const sound of this.#sounds.values()) sound.keep(spans);
    this.onTrouble(null);
    this.#pump();
  }

  readonly #failed = (cause: unknown): void => {
    if (cause instanceof DOMException && cause.name === 'AbortError') return;
    if (cause instanceof NotDecoded) return this.onBroken();
    this.onTrouble(cause instanceof Error ? cause.message : String(cause));
    window.clearTimeout(this.#retry);
    this.#retry = window.setTimeout(() => {
      this.#retry = 0;
      this.#pump();
    }, RETRY_MS);
  };

  #publish(): void {
    const running = this.#clock.running ? 'playing' : 'waiting';
    const state = this.#wanted === null ? 'none' : this.#playing ? running : 'paused';
    const key = `${state} ${this.heard}`;
    if (key === this.#published) return;
    this.#published = key;
    this.state = state;
    this.onChange();
  }
  #published = '';
}
