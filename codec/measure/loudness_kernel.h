/* The inner loop of measure/loudness, for core/kernel.h. */

/* K-weights `count` samples and gives the energy of each lane. Both halves and both stages side by
 * side: each waits for its own last sample, so they fill each other's gaps. */
KERNEL_ENTRY void KERNEL(weigh)(struct loudness_meter *restrict meter, const lanes *restrict in,
                                size_t count, wide_lanes *restrict energy)
{
    const struct biquad s = biquad_k_shelf, h = biquad_k_high_pass;
    struct weighting shelf = meter->shelf, high = meter->high_pass;
    wide_lanes sum[2] = { { 0 }, { 0 } };

    for (size_t i = 0; i < count; i++)
        for (size_t half = 0; half < 2; half++) {
            const wide_lanes x = LANES_WIDE(&in[i], half);
            const wide_lanes y = s.b0 * x + shelf.first[half];
            const wide_lanes z = y + high.first[half];

            shelf.first[half] = s.b1 * x - s.a1 * y + shelf.second[half];
            shelf.second[half] = s.b2 * x - s.a2 * y;
            high.first[half] = h.b1 * y - h.a1 * z + high.second[half];
            high.second[half] = y - h.a2 * z;
            sum[half] += z * z;
        }
    meter->shelf = shelf;
    meter->high_pass = high;
    energy[0] = sum[0];
    energy[1] = sum[1];
}
