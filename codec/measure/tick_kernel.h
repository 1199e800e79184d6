/* The inner loops of measure/tick, for core/kernel.h. */

KERNEL_ENTRY void KERNEL(interleave)(struct tick *restrict tick)
{
    const float *const l = tick->plane[CH_L], *const r = tick->plane[CH_R];
    const float *const c = tick->plane[CH_C], *const lfe = tick->plane[CH_LFE];
    const float *const ls = tick->plane[CH_LS], *const rs = tick->plane[CH_RS];
    lanes *const out = tick->wave + TICK_HISTORY;

    for (size_t i = 0; i < TICK_SAMPLES; i++)
        out[i] = (lanes){ l[i], r[i], c[i], lfe[i], ls[i], rs[i], 0, 0 };
}

KERNEL_ENTRY void KERNEL(find_range)(const lanes *restrict in, size_t count, lanes *restrict low,
                                     lanes *restrict high)
{
    lanes least = in[0], most = in[0];

    for (size_t i = 1; i < count; i++) {
        least = LANES_LESS(in[i], least);
        most = LANES_GREATER(in[i], most);
    }
    *low = least;
    *high = most;
}
