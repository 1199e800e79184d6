/* Plays variants sample-locked: all that may be heard next are scheduled on one clock, each behind
 * a gain of its own, and going over is a 5 ms fade at the same sample. */
import { Clock } from './clock.js';
import { Level } from './level.js';
import type { Player, PlayerState, Variant } from './player.js';
import { NotDecoded, Sound } from './sound.js';
import type { FetchBytes } from './sound.js';
import { Track } from './track.js';
import { SAMPLES_PER_SECOND } from '../pure/timecode.js';

const FADE_S = 0.005;
const START_S = 0.05; /* from "all is there" to the first sample */
const SWITCH_S = 0.02;
const REACH_S = 10; /* kept ready in front of the position while playing */
const REACH_PAUSED_S = 2;
const CUSHION = 0.1 * SAMPLES_PER_SECOND; /* less than this at hand: wait */
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

  readonly #context = new AudioContext({ sampleRate: SAMPLES_PER_SECOND });
  readonly #decoder = new OfflineAudioContext(2, 1, SAMPLES_PER_SECOND);
  readonly #master = new GainNode(this.#context, { gain: 0 });
  readonly #level = new Level(this.#master.gain);
  readonly #meters: readonly [AnalyserNode, AnalyserNode];
  readonly #clock = new Clock(
    () => this.#context.currentTime,
    () => this.#context.outputLatency || this.#context.baseLatency || 0,
  );
  readonly #sounds = new Map<string, Sound>(); /* oldest use first */
  readonly #tracks = new Map<string, Track>();
  #wanted: string | null = null;
  #likely: readonly string[] = [];
  #samples = 0;
  #playing = false; /* what the listener wants */
  #timer = 0;
  #retry = 0;

  constructor(
    private readonly container: 'webm' | 'mp4',
    private readonly fetch: FetchBytes,
  ) {
    const splitter = new ChannelSplitterNode(this.#context, { numberOfOutputs: 2 });
    this.#meters = [new AnalyserNode(this.#context), new AnalyserNode(this.#context)];
    this.#master.connect(this.#context.destination);
    this.#master.connect(splitter);
    this.#meters.forEach((meter, ch) => splitter.connect(meter, ch));
    this.#context.onstatechange = () => this.#pump();
  }

  position(): number {
    return Math.min(this.#clock.heard(), this.#samples);
  }

  peaks(): readonly [number, number] | null {
    const block = new Float32Array(2048);
    const [left, right] = this.#meters.map((meter) => {
      meter.getFloatTimeDomainData(block);
      return block.reduce((peak, x) => Math.max(peak, Math.abs(x)), 0);
    }) as [number, number];
    return [left, right];
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
    this.#tracks.set(variant.id, new Track(this.#context, this.#master, variant.id, sound));
  }

  #reset(samples: number): void {
    this.#halt(Math.min(this.position(), samples));
    for (const track of this.#tracks.values()) track.close(this.#context.currentTime);
    this.#tracks.clear();
    this.#sounds.clear();
    this.#samples = samples;
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
    this.#clock.stop(position);
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

  /* Starts the clock once the sound at its position is there. */
  #begin(wanted: Track): void {
    const from = this.#clock.heard();
    const cushion = Math.min(from + 2 * CUSHION, this.#samples - 1);
    if (this.#context.state !== 'running') return;
    if (!wanted.sound.at(from) || !wanted.sound.at(cushion)) return;
    const frame = Math.ceil((this.#context.currentTime + START_S) * SAMPLES_PER_SECOND);
    const at_s = frame / SAMPLES_PER_SECOND;
    this.#clock.start(from, at_s);
    for (const track of this.#tracks.values()) track.setGain(track === wanted ? 1 : 0, at_s, 0);
    this.#level.moveTo(1, at_s, FADE_S);
    this.heard = wanted.id;
  }

  #advance(wanted: Track): void {
    const at = this.#clock.scheduled();
    if (at >= this.#samples) return this.#end();
    for (const track of this.#tracks.values()) track.schedule(this.#clock, this.#samples);
    if (wanted.id !== this.heard && (wanted.next ?? 0) > at + 2 * CUSHION) this.#goOver(wanted);
    const sounding = this.heard === null ? undefined : this.#tracks.get(this.heard);
    const left = (sounding?.next ?? 0) - at;
    if (left < CUSHION && sounding?.next !== this.#samples) this.#halt(at);
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
    const at = Math.min(this.#clock.scheduled(), this.#samples - 1);
    const reach_s = this.#playing ? REACH_S : REACH_PAUSED_S;
    const sounding = this.heard === null ? undefined : this.#tracks.get(this.heard);
    const likely = wanted.sound.at(at) ? this.#likely.map((id) => this.#tracks.get(id)) : [];
    for (const track of new Set([wanted, sounding, ...likely]))
      if (track) track.fill(at, reach_s).then((came) => this.#came(came, at), this.#failed);
  }

  #came(came: boolean, at: number): void {
    if (!came) return;
    for (const sound of this.#sounds.values()) sound.keep(at - BEHIND, at + AHEAD);
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
