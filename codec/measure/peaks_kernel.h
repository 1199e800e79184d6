/* The inner loop of measure/peaks, for core/kernel.h. */

KERNEL_ENTRY void KERNEL(widen_block)(struct peaks *restrict peaks, const lanes *restrict in,
                                      size_t count)
{
    lanes least = peaks->low, most = peaks->high;
    wide_lanes power[2] = { peaks->power[0], peaks->power[1] };

    for (size_t i = 0; i < count; i++) {
        least = LANES_LESS(in[i], least);
        most = LANES_GREATER(in[i], most);
        for (size_t half = 0; half < 2; half++) {
            const wide_lanes x = LANES_WIDE(&in[i], half);

            power[half] += x * x;
        }
    }
    peaks->low = least;
    peaks->high = most;
    peaks->power[0] = power[0];
    peaks->power[1] = power[1];
}
