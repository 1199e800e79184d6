/* The peaks of what goes to the loudspeaker. */

export class Meter {
  readonly #sides: readonly [AnalyserNode, AnalyserNode];
  readonly #block = new Float32Array(2048);

  constructor(context: AudioContext, from: AudioNode) {
    const splitter = new ChannelSplitterNode(context, { numberOfOutputs: 2 });
    this.#sides = [new AnalyserNode(context), new AnalyserNode(context)];
    from.connect(splitter);
    this.#sides.forEach((side, ch) => splitter.connect(side, ch));
  }

  /* Of left and right just now, linear. */
  peaks(): readonly [number, number] {
    const [left, right] = this.#sides;
    return [this.#peak(left), this.#peak(right)];
  }

  #peak(side: AnalyserNode): number {
    side.getFloatTimeDomainData(this.#block);
    return this.#block.reduce((peak, x) => Math.max(peak, Math.abs(x)), 0);
  }
}
