/* The inner loops of measure/true_peak, for core/kernel.h. */

/* The greatest magnitude of count samples. */
KERNEL_ENTRY void KERNEL(find_peak)(const lanes *restrict in, size_t count, lanes *restrict peak)
{
    lanes most = { 0 };

    for (size_t i = 0; i < count; i++) {
        const lanes level = LANES_ABS(in[i]);
        most = LANES_GREATER(level, most);
    }
    *peak = most;
}

/* Looks at the three places between in[i] and in[i + 1]. */
KERNEL_ENTRY void KERNEL(between)(struct true_peak *restrict meter, const lanes *restrict in,
                                  size_t count)
{
    lanes peak = meter->peak;

    for (size_t i = 0; i < count; i++) {
        lanes even = { 0 }, odd = { 0 }, middle = { 0 };

        for (size_t k = 0; k < TRUE_PEAK_PAIRS; k++) {
            const lanes before = *(in + i - k), after = *(in + i + 1 + k);
            const lanes sum = before + after, difference = before - after;

            even += sum * meter->even[k];
            odd += difference * meter->odd[k];
            middle += sum * meter->middle[k];
        }
        even = LANES_ABS(even) + LANES_ABS(odd); /* the greater of |even + odd|, |even - odd| */
        middle = LANES_ABS(middle);
        even = LANES_GREATER(even, middle);
        peak = LANES_GREATER(even, peak);
    }
    meter->peak = peak;
}
