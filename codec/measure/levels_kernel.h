/* The inner loop of measure/levels, for core/kernel.h. */

KERNEL_ENTRY void KERNEL(add_sums)(const lanes *restrict in, size_t count, wide_lanes *restrict sum,
                                   wide_lanes *restrict squares)
{
    wide_lanes total[2] = { sum[0], sum[1] }, power[2] = { squares[0], squares[1] };

    for (size_t i = 0; i < count; i++)
        for (size_t half = 0; half < 2; half++) {
            const wide_lanes x = LANES_WIDE(&in[i], half);

            total[half] += x;
            power[half] += x * x;
        }
    for (size_t half = 0; half < 2; half++) {
        sum[half] = total[half];
        squares[half] = power[half];
    }
}
